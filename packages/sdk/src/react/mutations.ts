import {
  type QueryClient,
  type UseMutationResult,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import {
  type CallOptions,
  type EmailVerification,
  type ErrorsOf,
  isProfileError,
  type MethodErrors,
  type ProfileClient,
} from '../index.js';
import { keep } from './cache.js';
import { waitOf, whole } from './countdown.js';
import { keyOf, memoryOf } from './memory.js';
import { useProfileClient } from './provider.js';
import { emailVerificationQuery, sessionsQuery, waitKey } from './queries.js';

/** The methods of the client that `useProfileMutation` calls. */
export type ProfileMutation = Exclude<
  keyof MethodErrors,
  | 'profile.get'
  | 'profile.update'
  | 'sessions.list'
  | 'email.verification'
  | 'auth.tokens'
  | 'auth.refresh'
>;

type Method<Name extends ProfileMutation> = Name extends `${infer Area}.${infer Own}`
  ? Area extends keyof ProfileClient
    ? Own extends keyof ProfileClient[Area]
      ? ProfileClient[Area][Own]
      : never
    : never
  : never;

// biome-ignore lint/suspicious/noConfusingVoidType: undefined would have to be given to `mutate`.
type Nothing = void;

/** What `mutate` takes for a method: its input, or nothing. */
export type InputOf<Name extends ProfileMutation> =
  Method<Name> extends (options?: CallOptions) => unknown
    ? Nothing
    : Method<Name> extends (input: infer Input, options?: CallOptions) => unknown
      ? undefined extends Input
        ? Exclude<Input, undefined> | Nothing
        : Input
      : never;

/** What a method gives. */
export type OutputOf<Name extends ProfileMutation> =
  Method<Name> extends (...given: never[]) => PromiseLike<infer Output> ? Output : never;

type WithoutInput = {
  [Name in ProfileMutation]: Method<Name> extends (options?: CallOptions) => unknown ? Name : never;
}[ProfileMutation];

const withoutInput: Record<WithoutInput, true> = {
  'email.requestVerification': true,
  'email.cancelChange': true,
  'profile.removeAvatar': true,
};

type Effect<Name extends ProfileMutation> = (
  queries: QueryClient,
  client: ProfileClient,
  output: OutputOf<Name>,
  input: InputOf<Name>,
) => void;

/** What a success means for what is shown. Who signs in or out is told by the client's events. */
const effects: { [Name in ProfileMutation]?: Effect<Name> } = {
  'auth.logout': readSessions,
  'password.change': readSessions,
  'sessions.revoke'(queries, client, _, id) {
    const { queryKey } = sessionsQuery(client);
    queries.setQueryData(queryKey, (sessions) => sessions?.filter((each) => each.id !== id));
    readSessions(queries, client);
  },
  'email.requestVerification': keepSent,
  'email.change': keepSent,
  'email.confirmVerification': keepVerification,
  'email.cancelChange'(queries, client) {
    void queries.invalidateQueries({ queryKey: emailVerificationQuery(client).queryKey });
  },
};

function keepVerification(
  queries: QueryClient,
  client: ProfileClient,
  verification: EmailVerification,
): void {
  keep(queries, emailVerificationQuery(client).queryKey, verification);
}

/** The same, of a mail that was sent just now. */
function keepSent(
  queries: QueryClient,
  client: ProfileClient,
  verification: EmailVerification,
): void {
  keepVerification(queries, client, verification);
  queries.setQueryData(waitKey(client), waitOf(verification, whole(verification)));
}

function readSessions(queries: QueryClient, client: ProfileClient): void {
  void queries.invalidateQueries({ queryKey: sessionsQuery(client).queryKey });
}

/**
 * Calls a method of the client, such as `useProfileMutation('password.change')`, as a mutation of
 * TanStack Query: `mutate` takes the method's input, and `error` has the codes that it may fail with.
 * What the other hooks show follows. Nothing is repeated by itself.
 */
export function useProfileMutation<Name extends ProfileMutation>(
  name: Name,
): UseMutationResult<OutputOf<Name>, ErrorsOf<Name>, InputOf<Name>> {
  const client = useProfileClient();
  const queries = useQueryClient();
  return useMutation<OutputOf<Name>, ErrorsOf<Name>, InputOf<Name>, () => boolean>({
    mutationKey: [...keyOf(client), name],
    networkMode: 'always',
    retry: false,
    // Passwords are among what it is given.
    gcTime: 0,
    mutationFn: (input) => methodOf(client, name)(...(name in withoutInput ? [] : [input])),
    onMutate() {
      const memory = memoryOf(client);
      return () => memory === memoryOf(client);
    },
    onSuccess(output, input, isSamePerson) {
      if (isSamePerson()) effects[name]?.(queries, client, output, input);
    },
    onError(error, _, isSamePerson) {
      if (!isProfileError(error, 'verification_cooldown') || !isSamePerson?.()) return;
      const { emailVerification, retryAfter } = error;
      keepVerification(queries, client, emailVerification);
      queries.setQueryData(waitKey(client), waitOf(emailVerification, retryAfter * 1000));
    },
  });
}

function methodOf<Name extends ProfileMutation>(client: ProfileClient, name: Name) {
  const [area, own] = name.split('.') as [keyof ProfileClient, string];
  return (client[area] as unknown as Record<string, unknown>)[own] as (
    ...input: unknown[]
  ) => Promise<OutputOf<Name>>;
}
