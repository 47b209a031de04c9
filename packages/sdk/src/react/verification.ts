import { skipToken, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { EmailVerification, ErrorsOf } from '../index.js';
import { estimate, remaining, type Wait } from './countdown.js';
import { useProfileClient } from './provider.js';
import { emailVerificationQuery, waitKey } from './queries.js';
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
  const { data: told } = useQuery<Wait>({ queryKey: waitKey(client), queryFn: skipToken });
  const estimated = useMemo(() => data && estimate(data), [data]);
  const wait = told && told.until === data?.resend_available_at ? told : estimated;
  return { ...query, secondsUntilResend: useSeconds(wait) };
}

function useSeconds(wait: Wait | undefined): number {
  const subscribe = useCallback(
    (tell: () => void) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const next = () => {
        const left = wait ? remaining(wait) : 0;
        if (left > 0) timer = setTimeout(tick, left % 1000 || 1000);
      };
      const tick = () => {
        tell();
        next();
      };
      next();
      return () => clearTimeout(timer);
    },
    [wait],
  );
  return useSyncExternalStore(
    subscribe,
    () => (wait ? Math.ceil(remaining(wait) / 1000) : 0),
    () => 0,
  );
}
