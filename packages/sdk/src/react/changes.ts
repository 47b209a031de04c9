import type { Mutation } from '@tanstack/react-query';
import type { Profile, ProfileClient, UpdateProfileRequest, VersionedUpdate } from '../index.js';
import { keyOf, type Memory, memoryOf } from './memory.js';

/** What a change was made from. */
interface Origin {
  memory: Memory;
  version: number | undefined;
}

const origins = new WeakMap<VersionedUpdate, Origin>();

export function updateKey(client: ProfileClient) {
  return [...keyOf(client), 'profile.update'] as const;
}

/** Remembers of whom, and of which version, a change was made. */
export function noteOrigin(change: VersionedUpdate, origin: Origin): void {
  origins.set(change, origin);
}

/** The version to send along: that which the change was made from, or what our own have made of it. */
export function currentVersion({ memory, version }: Origin): number | undefined {
  let current = version;
  while (current !== undefined && memory.successors.has(current)) {
    current = memory.successors.get(current);
  }
  return current;
}

/** What a change was made from; undefined when somebody else has signed in since. */
export function originOf(client: ProfileClient, change: VersionedUpdate): Origin | undefined {
  const origin = origins.get(change);
  return origin?.memory === memoryOf(client) ? origin : undefined;
}

/** The changes that are on their way, in their order, for `useMutationState`. */
export function pendingChanges(client: ProfileClient) {
  const change = ({ state }: Mutation) => state.variables as VersionedUpdate;
  return {
    filters: {
      mutationKey: updateKey(client),
      status: 'pending' as const,
      predicate: (mutation: Mutation) => originOf(client, change(mutation)) !== undefined,
    },
    select: change,
  };
}

/** A profile as it will be once the changes have arrived. */
export function withChanges(profile: Profile, changes: UpdateProfileRequest[]): Profile {
  return Object.assign({}, profile, ...changes.map(fieldsOf));
}

/** What a change sets or clears. */
export function fieldsOf(change: VersionedUpdate): Partial<Profile> & UpdateProfileRequest {
  const { expected_version: _, ...fields } = change;
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
