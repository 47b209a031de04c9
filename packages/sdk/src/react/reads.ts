import { type UseQueryResult, useMutationState, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { ErrorsOf, Profile, Session } from '../index.js';
import { pendingChanges, withChanges } from './changes.js';
import { useProfileClient } from './provider.js';
import { profileQuery, sessionsQuery, signedInQuery } from './queries.js';

/**
 * Whether somebody is signed in, here or in another tab; undefined while the store is read, and on a
 * server that renders. When the store can't be read it is false, and calls say why.
 */
export function useSignedIn(): boolean | undefined {
  const { data, isError } = useQuery(signedInQuery(useProfileClient()));
  return data ?? (isError ? false : undefined);
}

/** The caller's profile, with the changes that `useUpdateProfile` is sending; read when signed in. */
export function useProfile(): UseQueryResult<Profile, ErrorsOf<'profile.get'>> {
  const client = useProfileClient();
  const enabled = useSignedIn() === true;
  const changes = useMutationState(pendingChanges(client));
  const select = useCallback((profile: Profile) => withChanges(profile, changes), [changes]);
  return useQuery({ ...profileQuery(client), enabled, select });
}

/** The living sessions of the account, last used first; read when signed in. */
export function useSessions(): UseQueryResult<Session[], ErrorsOf<'sessions.list'>> {
  const client = useProfileClient();
  const enabled = useSignedIn() === true;
  return useQuery({ ...sessionsQuery(client), enabled });
}
