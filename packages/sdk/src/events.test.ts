import { describe, expect, it, vi } from 'vitest';
import { createProfileClient, memoryTokenStore, type ProfileClient } from './index.js';
import { open } from './testing/client.js';
import { createSessionDoor, tokensOf } from './testing/door.js';

/** All that a client tells, in order. */
function heard(client: ProfileClient) {
  const told: unknown[][] = [];
  const stops = [
    client.on('signedIn', (...given) => void told.push(['signedIn', ...given])),
    client.on('signedOut', (...given) => void told.push(['signedOut', ...given])),
    client.on('profileChanged', (...given) => void told.push(['profileChanged', ...given])),
  ];
  return { told, stop: () => stops.forEach((stop) => void stop()) };
}

let names = 0;

/** Two tabs whose stores have one name, and the same tokens in it. */
function tabs(shared: string | undefined = `test-${++names}`) {
  const door = createSessionDoor();
  const store = { ...memoryTokenStore(tokensOf(0)), shared };
  const tab = () => {
    const { client } = open(door, { store });
    return { client, ...heard(client) };
  };
  return { door, store, one: tab(), other: tab() };
}

describe('a client tells', () => {
  it('who signs in and out, and what becomes of the profile', async () => {
    const door = createSessionDoor({ 'email.confirmVerification': () => ({ status: 'verified' }) });
    const { client } = open(door);
    const { told } = heard(client);
    await client.auth.login({ login: 'ada', password: 'any' });
    const profile = await client.profile.update({ first_name: 'Ada' });
    await client.email.confirmVerification({ code: '123456' });
    await client.auth.logout();
    expect(told).toEqual([
      ['signedIn'],
      ['profileChanged', profile],
      ['profileChanged', undefined],
      ['signedOut', 'signed_out'],
    ]);
  });

  it('once that the session could not be renewed, when nobody is signed in any more', async () => {
    const door = createSessionDoor();
    const { client, store } = open(door);
    const kept: unknown[] = [];
    client.on('signedOut', (reason) => kept.push(reason, store.load()));
    door.end();
    await Promise.allSettled([client.profile.get(), client.profile.get(), client.auth.refresh()]);
    expect(kept).toEqual(['expired', null]);
  });

  it('nothing when only the others are signed out', async () => {
    const { client } = open(createSessionDoor({ 'auth.logout': () => undefined }));
    const { told } = heard(client);
    await client.auth.logout('others');
    expect(told).toEqual([]);
  });

  it('nothing of what failed, was only read or renewed', async () => {
    const door = createSessionDoor();
    const { client } = open(door);
    const { told } = heard(client);
    await client.profile.get();
    await client.auth.refresh();
    await client.auth.register({ email: 'a@example.com', password: 'any' }).catch(() => {});
    await client.email.confirmVerification({ code: '1' }).catch(() => {});
    expect(told).toEqual([]);
  });

  it('nobody who has stopped to listen, and only him not', async () => {
    const { client } = open(createSessionDoor());
    const listener = vi.fn();
    const stop = client.on('signedIn', listener);
    client.on('signedIn', listener);
    stop();
    stop();
    const unheard = vi.fn();
    client.on('signedIn', () => last());
    const last = client.on('signedIn', unheard);
    await client.auth.login({ login: 'ada', password: 'any' });
    expect(listener).toHaveBeenCalledTimes(1);
    // Another listener had it stop.
    expect(unheard).not.toHaveBeenCalled();
  });
});

describe('tabs that share a store', () => {
  it('hear of one another, and that a profile is to be read again', async () => {
    const { one, other } = tabs();
    const profile = await one.client.profile.update({ first_name: 'Ada' });
    await one.client.auth.logout();
    const ofOne = [
      ['profileChanged', undefined],
      ['signedOut', 'signed_out'],
    ];
    await vi.waitFor(() => expect(other.told).toEqual(ofOne));
    await other.client.auth.login({ login: 'eve', password: 'any' });
    await vi.waitFor(() => {
      expect(one.told).toEqual([
        ['profileChanged', profile],
        ['signedOut', 'signed_out'],
        ['signedIn'],
      ]);
    });
    expect(other.told).toEqual([...ofOne, ['signedIn']]);
    one.stop();
    other.stop();
  });

  it('hear once that the session has expired, whoever finds out', async () => {
    const { door, one, other } = tabs();
    door.end();
    await expect(one.client.profile.get()).rejects.toMatchObject({ code: 'signed_out' });
    await vi.waitFor(() => expect(other.told).toEqual([['signedOut', 'expired']]));
    await expect(other.client.profile.get()).rejects.toMatchObject({ code: 'signed_out' });
    expect(one.told).toEqual([['signedOut', 'expired']]);
    expect(other.told).toHaveLength(1);
    one.stop();
    other.stop();
  });

  it('are told also by one that does not listen itself', async () => {
    const { one, other } = tabs();
    one.stop();
    await one.client.auth.logout();
    await vi.waitFor(() => expect(other.told).toEqual([['signedOut', 'signed_out']]));
    expect(one.told).toEqual([]);
    other.stop();
  });
});

describe('tabs', () => {
  /** Sends through every channel after what was sent before, so that silence can be told. */
  async function settled(name: string) {
    const [from, to] = [new BroadcastChannel(name), new BroadcastChannel(name)];
    await new Promise((resolve) => {
      to.onmessage = resolve;
      from.postMessage([]);
    });
    from.close();
    to.close();
  }

  it('that have stores of their own hear nothing of one another', async () => {
    const door = createSessionDoor();
    const clients = ['http://one.test', 'http://two.test'].map((url) => {
      const store = { ...memoryTokenStore(tokensOf(0)), shared: 'mine' };
      return createProfileClient({ url, store, fetch: door.fetch });
    });
    const [one, other] = clients.map(heard);
    const alone = open(door);
    const third = heard(alone.client);
    await clients[0]?.auth.logout();
    await vi.waitFor(() => expect(one?.told).toHaveLength(1));
    await settled('profile:http://two.test:mine');
    expect(other?.told).toEqual([]);
    expect(third.told).toEqual([]);
    one?.stop();
    other?.stop();
  });
});
