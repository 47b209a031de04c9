import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type ErrorsOf,
  isProfileError,
  type Profile,
  ProfileError,
  type UpdateProfileRequest,
  type VersionedUpdate,
} from '../index.js';
import { keepProfile } from './cache.js';
import { currentVersion, fieldsOf, noteOrigin, originOf, updateKey } from './changes.js';
import { memoryOf } from './memory.js';
import { useProfileClient } from './provider.js';
import { profileQuery } from './queries.js';

/** A change that was refused since somebody else was faster, and how to go on. */
export interface ProfileConflict {
  /** What was to be changed; several changes when they were on their way together. */
  yours: UpdateProfileRequest;
  /** The profile as it is now, which `useProfile` shows. */
  theirs: Profile;
  /** Sends the change again, made from the profile as it is now. */
  keepYours: () => void;
  /** Lets go of the change. */
  takeTheirs: () => void;
}

/** What `useUpdateProfile` gives: a mutation of TanStack Query, and what to decide. */
export type UpdateProfileResult = UseMutationResult<
  Profile,
  ErrorsOf<'profile.update'>,
  VersionedUpdate
> & {
  /** What there is to decide after `stale_version`, or null. */
  conflict: ProfileConflict | null;
};

/**
 * Changes the profile. `useProfile` shows the change at once, and as it was when it is refused.
 * Changes go out one after the other, each for the version that it was made from: the one in the cache,
 * or the `expected_version` of a form that was filled before.
 */
export function useUpdateProfile(): UpdateProfileResult {
  const client = useProfileClient();
  const queries = useQueryClient();
  const [conflict, setConflict] = useState<Pick<ProfileConflict, 'yours' | 'theirs'> | null>(null);
  const { queryKey } = profileQuery(client);
  const mutationKey = updateKey(client);
  const mutation = useMutation<Profile, ErrorsOf<'profile.update'>, VersionedUpdate>({
    mutationKey,
    scope: { id: mutationKey.join() },
    // Nothing goes out later, when nobody thinks of it any more.
    networkMode: 'always',
    retry: false,
    gcTime: 0,
    onMutate(change) {
      const version = change.expected_version ?? queries.getQueryData(queryKey)?.version;
      noteOrigin(change, { memory: memoryOf(client), version });
      setConflict(null);
    },
    async mutationFn(change) {
      const origin = originOf(client, change);
      if (!origin) throw new ProfileError('signed_out');
      const { memory } = origin;
      const version = currentVersion(origin);
      const versioned = version === undefined ? {} : { expected_version: version };
      const profile = await client.profile.update({ ...fieldsOf(change), ...versioned });
      if (version !== undefined && version !== profile.version) {
        memory.successors.set(version, profile.version);
      }
      return profile;
    },
    onSuccess(profile, change) {
      if (originOf(client, change)) keepProfile(queries, client, profile);
    },
    onError(error, change) {
      if (!isProfileError(error, 'stale_version') || !originOf(client, change)) return;
      const theirs = error.current;
      if (!theirs) return void queries.invalidateQueries({ queryKey });
      keepProfile(queries, client, theirs);
      // What was refused just before it had been made from the same profile.
      setConflict((before) => ({ yours: { ...before?.yours, ...fieldsOf(change) }, theirs }));
    },
  });

  function reset() {
    setConflict(null);
    mutation.reset();
  }
  return {
    ...mutation,
    reset,
    conflict: conflict && {
      ...conflict,
      keepYours: () =>
        mutation.mutate({ ...conflict.yours, expected_version: conflict.theirs.version }),
      takeTheirs: reset,
    },
  };
}
