import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import type { EmailVerification, ErrorsOf } from '../index.js';
import { remaining } from './countdown.js';
import { useProfileClient } from './provider.js';
import { emailVerificationQuery } from './queries.js';
import { useSignedIn } from './reads.js';

/** What `useEmailVerification` gives: a query of TanStack Query, and the countdown. */
export type EmailVerificationResult = UseQueryResult<
  EmailVerification,
  ErrorsOf<'email.verification'>
> & {
  /** Whole seconds until another mail may be asked for; 0 from then on. Counts by itself. */
  secondsUntilResend: number;
};

/** Where the proof of the address stands, also when another tab or device gives it; read when signed in. */
export function useEmailVerification(): EmailVerificationResult {
  const client = useProfileClient();
  const enabled = useSignedIn() === true;
  const query = useQuery({
    ...emailVerificationQuery(client),
    enabled,
    // Whoever comes back from their mails has proved it meanwhile.
    refetchOnWindowFocus: ({ state }) => state.data?.status === 'verified' || 'always',
  });
  const { data } = query;

  const left = useCallback(() => (data ? remaining(client, data) : 0), [client, data]);
  const subscribe = useCallback(
    (tell: () => void) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const wait = () => {
        const milliseconds = left();
        if (milliseconds > 0) timer = setTimeout(next, milliseconds % 1000 || 1000);
      };
      const next = () => {
        tell();
        wait();
      };
      wait();
      return () => clearTimeout(timer);
    },
    [left],
  );
  const secondsUntilResend = useSyncExternalStore(
    subscribe,
    () => Math.ceil(left() / 1000),
    () => 0,
  );
  return { ...query, secondsUntilResend };
}
