import type { Profile } from '@profile/contract';
import type { Store } from '@profile/db';
import { Failure } from '../errors.js';
import { toProfile } from './to-profile.js';

/** The profile as somebody who was faster has left it, unless the change was for another version. */
export async function currentProfile(
  store: Store,
  id: string,
  expected: number | undefined,
): Promise<Profile> {
  const user = await store.accounts.byId(id);
  if (!user) throw new Failure('invalid_token');
  if (expected !== undefined && user.version !== expected) throw new Failure('stale_version');
  return toProfile(user);
}
