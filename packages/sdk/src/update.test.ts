import { describe, expect, it, vi } from 'vitest';
import type { Profile, UpdateProfileRequest } from './index.js';
import { open } from './testing/client.js';
import { createDoor, refusal } from './testing/door.js';

/** A door with one profile, which others change as often as told right before our update comes. */
function contested(changes: number) {
  let profile = { first_name: 'Ada', last_name: null, version: 1 } as Profile;
  const door = createDoor({
    'profile.get': () => profile,
    'profile.update': ({ input }) => {
      if (changes-- > 0) {
        profile = {
          ...profile,
          first_name: `Ada ${profile.version}`,
          version: profile.version + 1,
        };
      }
      const { expected_version, ...patch } = input as Partial<Profile> & {
        expected_version?: number;
      };
      if (expected_version !== undefined && expected_version !== profile.version) {
        throw refusal('stale_version');
      }
      profile = { ...profile, ...patch, version: profile.version + 1 };
      return profile;
    },
  });
  return { ...open(door), door };
}

describe('an update of one version', () => {
  it('that is stale brings the profile of now, which can be updated again', async () => {
    const { client } = contested(1);
    const { version } = await client.profile.get();
    const patch = { last_name: 'Lovelace', expected_version: version };
    const error = await client.profile.update(patch).catch((caught) => caught);
    expect(error).toMatchObject({ code: 'stale_version', status: 412, current: { version: 2 } });
    const again = { ...patch, expected_version: error.current.version };
    await expect(client.profile.update(again)).resolves.toMatchObject({
      first_name: 'Ada 1',
      last_name: 'Lovelace',
      version: 3,
    });
  });

  it('that is stale says so also when the profile of now can not be read', async () => {
    const { client } = open(
      createDoor({
        'profile.get': () => Promise.reject(refusal('unavailable')),
        'profile.update': () => Promise.reject(refusal('stale_version')),
      }),
    );
    await expect(client.profile.update({ expected_version: 1 })).rejects.toMatchObject({
      code: 'stale_version',
      current: undefined,
    });
  });

  it('without a version asks for none', async () => {
    const { client, door } = contested(0);
    await client.profile.update({ last_name: null });
    expect(door.requests).toEqual([['profile.update']]);
  });
});

describe('an update made by a function', () => {
  it('is made anew from the profile of now when somebody was faster', async () => {
    const { client } = contested(4);
    const change = vi.fn(({ first_name }: Profile) => ({ last_name: `after ${first_name}` }));
    await expect(client.profile.update(change)).resolves.toMatchObject({
      first_name: 'Ada 4',
      last_name: 'after Ada 4',
      version: 6,
    });
    expect(change.mock.calls.map(([{ version }]) => version)).toEqual([1, 2, 3, 4, 5]);
  });

  it('gives up after five times, with the profile of now', async () => {
    const { client, door } = contested(Number.POSITIVE_INFINITY);
    const change = vi.fn(async (): Promise<UpdateProfileRequest> => ({ last_name: 'X' }));
    await expect(client.profile.update(change)).rejects.toMatchObject({
      code: 'stale_version',
      current: { version: 6 },
    });
    expect(change).toHaveBeenCalledTimes(5);
    expect(door.count('profile.update')).toBe(5);
  });

  it('changes nothing when it throws, and its error comes through', async () => {
    const { client, door } = contested(0);
    const mine = new Error('mine');
    const update = client.profile.update(() => {
      throw mine;
    });
    await expect(update).rejects.toBe(mine);
    expect(door.count('profile.update')).toBe(0);
  });

  it('is not repeated for any other failure', async () => {
    const door = createDoor({
      'profile.get': () => ({ version: 1 }),
      'profile.update': () => Promise.reject(refusal('busy', { retry_after: 1 })),
    });
    const { client } = open(door);
    const update = client.profile.update(() => ({ last_name: 'X' }));
    await expect(update).rejects.toMatchObject({ code: 'busy', retryAfter: 1 });
    expect(door.count('profile.update')).toBe(1);
  });

  it('ends between two tries when it is aborted', async () => {
    const { client, door } = contested(Number.POSITIVE_INFINITY);
    const controller = new AbortController();
    const change = vi.fn((profile: Profile) => {
      if (profile.version === 3) controller.abort();
      return { last_name: 'X' };
    });
    const update = client.profile.update(change, { signal: controller.signal });
    await expect(update).rejects.toMatchObject({ code: 'aborted' });
    expect(door.count('profile.update')).toBe(2);
  });
});
