import type { DataTag, QueryKey } from '@tanstack/react-query';
import type { EmailVerification, ErrorsOf, Profile, ProfileClient, Session } from '../index.js';
import type { Wait } from './countdown.js';
import { keyOf } from './memory.js';

interface Reading {
  /** Ends it early. */
  signal: AbortSignal;
}

/** What TanStack Query takes to read something: for `useQuery`, `prefetchQuery`, loaders and the like. */
export interface ProfileQuery<T, Failure> {
  /** Names it in the cache; no two clients share it. */
  queryKey: DataTag<QueryKey, T, Failure>;
  /** Asks the server. */
  queryFn: (context: Reading) => Promise<T>;
  /** The client repeats by itself what may be repeated. */
  retry: (failures: number, error: Failure) => boolean;
  /** Which is kept, what is known or what was read. */
  structuralSharing: boolean | ((known: unknown, read: unknown) => unknown);
}

/** What is known of whoever is signed in, and is forgotten when they leave. @internal */
export function personalKey(client: ProfileClient): QueryKey {
  return [...keyOf(client), 'me'];
}

function query<T, Failure>(key: QueryKey, queryFn: ProfileQuery<T, Failure>['queryFn']) {
  const queryKey = key as DataTag<QueryKey, T, Failure>;
  return { queryKey, queryFn, retry: () => false, structuralSharing: true } satisfies ProfileQuery<
    T,
    Failure
  >;
}

/** Whether somebody is signed in. The tokens stay out of the cache, where devtools would show them. @internal */
export function signedInQuery(client: ProfileClient) {
  return {
    ...query<boolean, Error>([...keyOf(client), 'signedIn'], async () => {
      return (await client.auth.tokens()) !== null;
    }),
    // The store alone is asked.
    networkMode: 'always' as const,
    staleTime: 0,
    gcTime: Number.POSITIVE_INFINITY,
  };
}

/** The caller's profile. */
export function profileQuery(
  client: ProfileClient,
): ProfileQuery<Profile, ErrorsOf<'profile.get'>> {
  return {
    ...query([...personalKey(client), 'profile'], ({ signal }) => client.profile.get({ signal })),
    structuralSharing: (known, read) => newer(known as Profile | undefined, read as Profile),
  };
}

/** Versions only rise, so what was read before a change can't come after it. */
function newer(known: Profile | undefined, read: Profile): Profile {
  if (known?.id !== read.id || known.version < read.version) return read;
  const fields = Object.keys(read) as (keyof Profile)[];
  const same = fields.every((field) => known[field] === read[field]);
  return same || known.version > read.version ? known : read;
}

/** The living sessions, last used first. */
export function sessionsQuery(
  client: ProfileClient,
): ProfileQuery<Session[], ErrorsOf<'sessions.list'>> {
  return query([...personalKey(client), 'sessions'], async ({ signal }) => {
    return (await client.sessions.list({ signal })).sessions;
  });
}

/** Where the proof of the address stands. */
export function emailVerificationQuery(
  client: ProfileClient,
): ProfileQuery<EmailVerification, ErrorsOf<'email.verification'>> {
  return query([...personalKey(client), 'emailVerification'], ({ signal }) =>
    client.email.verification({ signal }),
  );
}

/** Where the cache has how long it is until another mail, as the server has just said. @internal */
export function waitKey(client: ProfileClient) {
  return [...personalKey(client), 'wait'] as unknown as DataTag<QueryKey, Wait, Error>;
}
