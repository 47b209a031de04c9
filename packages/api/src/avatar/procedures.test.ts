import { describe, expect, it } from 'vitest';
import { deleteAccount } from '../accounts/delete.js';
import { restRouter } from '../router.js';
import { openApi } from '../testing/context.js';
import { plain } from '../testing/pictures.js';
import { purgeAvatars } from './forget.js';

const hour = 3_600_000;
const picture = await plain().png().toBuffer();

/** Somebody with a session, and what they do with their picture. */
async function openAda(options: Parameters<typeof openApi>[0] = {}) {
  const api = await openApi(options);
  const { user, session } = await api.account();
  const { profile } = api.asRest({ session });
  const set = (expected_version?: number, avatar: Uint8Array = picture) =>
    profile.setAvatar({ avatar, ...(expected_version && { expected_version }) });
  /** The folder that an address names, without its size. */
  const idOf = (url: string | null) => /^\/media\/avatars\/(\w+)\/256\.webp$/.exec(url ?? '')?.[1];
  const folders = () => new Set([...api.files.keys()].map((name) => name.split('/')[1]));
  const purge = (after: number) =>
    purgeAvatars(api.services, new Date(Date.parse(api.at()) + after));
  return { ...api, user, session, profile, set, idOf, folders, purge };
}

const reason = (name: string) => expect.objectContaining({ reason: name });

describe('A picture', () => {
  it('has an address that nobody can guess, and files of three sizes', async () => {
    const { set, idOf, files, user, profile } = await openAda();
    const set1 = await set();
    expect(set1).toMatchObject({ version: user.version + 1 });
    const id = idOf(set1.avatar_url);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect([...files.keys()].sort()).toEqual(
      [`avatars/${id}/256.webp`, `avatars/${id}/512.webp`, `avatars/${id}/64.webp`].sort(),
    );
    expect(await profile.get()).toEqual(set1);
  });

  it('has another address when it is sent again, and the former files are gone', async () => {
    const { set, idOf, folders } = await openAda();
    const first = idOf((await set()).avatar_url);
    const second = idOf((await set()).avatar_url);
    expect(second).not.toBe(first);
    expect([...folders()]).toEqual([second]);
  });

  it('is removed with its files, and once it is gone nothing changes any more', async () => {
    const { set, profile, files, rows } = await openAda();
    const { version } = await set();
    const removed = await profile.removeAvatar();
    expect(removed).toMatchObject({ avatar_url: null, version: version + 1 });
    expect([...files]).toEqual([]);
    expect(await rows('avatars')).toEqual([]);
    expect(await profile.removeAvatar({})).toEqual(removed);
  });

  it('goes with its account', async () => {
    const { set, files, rows, services, user } = await openAda();
    await set();
    await deleteAccount(services, user);
    expect([...files]).toEqual([]);
    expect(await rows('avatars')).toEqual([]);
  });

  it('is what the legacy endpoint names, by its path', async () => {
    const { set, asRest, session } = await openAda();
    const { avatar_url } = await set();
    expect(await asRest({ session }).legacy.profile()).toMatchObject({ avatar: avatar_url });
  });

  it('of several sent at once is one, and the files of the others are gone', async () => {
    const { set, idOf, folders, profile, user } = await openAda();
    await Promise.all([set(), set(), set(), set()]);
    const { avatar_url, version } = await profile.get();
    expect(version).toBe(user.version + 4);
    expect([...folders()]).toEqual([idOf(avatar_url)]);
  });
});

describe('A change for another version of the profile', () => {
  it('is refused, and leaves files and profile as they are', async () => {
    const { set, profile, files, user } = await openAda();
    await expect(set(user.version + 1)).rejects.toEqual(reason('stale_version'));
    const now = await set(user.version);
    const names = [...files.keys()];
    await expect(set(user.version)).rejects.toEqual(reason('stale_version'));
    const removal = profile.removeAvatar({ expected_version: user.version });
    await expect(removal).rejects.toEqual(reason('stale_version'));
    expect([...files.keys()]).toEqual(names);
    expect(await profile.get()).toEqual(now);
    await profile.removeAvatar({ expected_version: now.version });
  });

  it('is noticed also when the other change comes while the picture is processed', async () => {
    const { services, store, session, context, user, files, rows, at } = await openAda();
    const { profile } = restRouter.createCaller({
      ...context({ session }),
      pictures: async (file) => {
        const made = await services.pictures(file);
        const change = { first_name: 'Ada' };
        await store.profiles.update(user.id, change, { expected: undefined, now: at() });
        return made;
      },
    });
    const sent = profile.setAvatar({ avatar: picture, expected_version: user.version });
    await expect(sent).rejects.toEqual(reason('stale_version'));
    expect([...files]).toEqual([]);
    expect(await rows('avatars')).toEqual([]);
  });
});

describe('What is refused', () => {
  it('as no picture is not counted, and what is damaged is', async () => {
    const { set } = await openAda({ limits: { avatar: 2 } });
    const damaged = picture.subarray(0, 50);
    for (let i = 0; i < 3; i++) {
      await expect(set(undefined, Buffer.from('<svg/>'))).rejects.toEqual(
        reason('validation_error'),
      );
    }
    await expect(set(undefined, damaged)).rejects.toEqual(reason('validation_error'));
    await set();
    await expect(set()).rejects.toEqual(reason('too_many_requests'));
  });

  it('leaves nothing behind, also when the account is gone meanwhile', async () => {
    const { services, store, context, session, user, files, rows } = await openAda();
    const { profile } = restRouter.createCaller({
      ...context({ session }),
      pictures: async (file) => {
        await deleteAccount(services, user);
        return services.pictures(file);
      },
    });
    await expect(profile.setAvatar({ avatar: picture })).rejects.toEqual(reason('invalid_token'));
    expect(await store.accounts.byId(user.id)).toBeUndefined();
    expect([...files]).toEqual([]);
    expect(await rows('avatars')).toEqual([]);
  });
});

describe('A server that fails', () => {
  it('while it writes files leaves the profile as it is, and the files to the purge', async () => {
    const { services, set, files, folders, profile, purge, idOf } = await openAda();
    const { avatar_url } = await set();
    const { put } = services.media;
    services.media.put = async (name, bytes) => {
      if (name.endsWith('512.webp')) throw new Error('no space left on device');
      await put(name, bytes);
    };
    await expect(set()).rejects.toThrow();
    expect((await profile.get()).avatar_url).toBe(avatar_url);
    expect(files.size).toBe(5);
    await purge(hour);
    expect(files.size).toBe(5);
    await purge(hour + 1);
    expect([...folders()]).toEqual([idOf(avatar_url)]);
  });

  it('after the change leaves the former files to the purge, and those of now stay', async () => {
    const { services, set, folders, files, purge, idOf, rows } = await openAda();
    const { remove } = services.media;
    services.media.remove = () => Promise.reject(new Error('the disk is away'));
    await set();
    const { avatar_url } = await set();
    expect(files.size).toBe(6);
    await expect(purge(2 * hour)).rejects.toThrow('the disk is away');
    expect(await rows('avatars')).toHaveLength(2);
    services.media.remove = remove;
    await purge(2 * hour);
    expect([...folders()]).toEqual([idOf(avatar_url)]);
    expect(await rows('avatars')).toHaveLength(1);
  });

  it('without knowing whether the change was made forgets nothing', async () => {
    const { services, set, profile, files, purge, folders, idOf } = await openAda();
    const { transaction } = services.store;
    services.store.transaction = async (work) => {
      await transaction(work);
      throw new Error('the connection broke');
    };
    await expect(set()).rejects.toThrow();
    services.store.transaction = transaction;
    expect(files.size).toBe(3);
    await purge(2 * hour);
    expect([...folders()]).toEqual([idOf((await profile.get()).avatar_url)]);
  });
});

it('The purge forgets however many there are', async () => {
  const { store, services, at, purge, rows } = await openAda();
  for (let i = 0; i < 250; i++) {
    await services.media.put(`avatars/${i}/64.webp`, picture);
    await store.avatars.begin(String(i), 'usr_gone', at());
  }
  await purge(2 * hour);
  expect(await rows('avatars')).toEqual([]);
});
