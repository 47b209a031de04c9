import { describe, expect, it, vi } from 'vitest';
import { gate, open, slowly } from './testing/client.js';
import { createDoor, createSessionDoor, refusal, tokensOf } from './testing/door.js';

describe('renewal', () => {
  it('happens once for fifty calls at once, and each is repeated once', async () => {
    const door = createSessionDoor();
    const { client, store } = open(door);
    door.expire();
    const profiles = await Promise.all(Array.from({ length: 50 }, () => client.profile.get()));
    expect(profiles).toHaveLength(50);
    expect(door.count('auth.refresh')).toBe(1);
    expect(door.count('profile.get')).toBe(100);
    expect(store.load()).toEqual(tokensOf(1));
  });

  it('happens once, also for a call whose refusal comes after it', async () => {
    const door = createSessionDoor();
    const sent = gate();
    const held = gate();
    let gets = 0;
    const { client } = open({
      fetch: async (address, init) => {
        const nth = address.includes('profile.get') ? ++gets : undefined;
        const response = await door.fetch(address, init);
        if (nth === 1) await sent.opened;
        if (nth === 2) {
          sent.open();
          await held.opened;
        }
        return response;
      },
    });
    door.expire();
    const first = client.profile.get();
    await vi.waitFor(() => expect(gets).toBe(1));
    const second = client.profile.get();
    await first;
    held.open();
    await expect(second).resolves.toMatchObject({ username: 'ada' });
    expect(door.count('auth.refresh')).toBe(1);
  });

  it('is left out when another tab has renewed the store', async () => {
    const door = createSessionDoor();
    let stored = tokensOf(0);
    const { client } = open(
      {
        fetch: async (address, init) => {
          const response = await door.fetch(address, init);
          if (stored === first) stored = door.renew();
          return response;
        },
      },
      { store: { load: () => stored, save: vi.fn() } },
    );
    const first = stored;
    door.expire();
    await expect(client.profile.get()).resolves.toMatchObject({ username: 'ada' });
    expect(door.requests).toEqual([['profile.get'], ['profile.get']]);
  });

  it('goes on with the tokens of another tab that was faster to renew', async () => {
    // Caught: the refusal of a refresh token that another tab had used ended the session for this one.
    const door = createSessionDoor();
    let stored = tokensOf(0);
    const store = { load: () => stored, save: vi.fn() };
    const { client, onSignedOut } = open(
      {
        fetch: async (address, init) => {
          if (address.endsWith('auth.refresh')) stored = door.renew();
          return door.fetch(address, init);
        },
      },
      { store },
    );
    door.expire();
    await expect(client.profile.get()).resolves.toMatchObject({ username: 'ada' });
    expect(store.save).not.toHaveBeenCalled();
    expect(onSignedOut).not.toHaveBeenCalled();
  });

  it('that no server answers throws `network` and keeps the tokens', async () => {
    const door = createSessionDoor();
    const { client, store, onSignedOut } = open({
      fetch: async (address, init) => {
        if (address.endsWith('auth.refresh')) throw new TypeError('fetch failed');
        return door.fetch(address, init);
      },
    });
    door.expire();
    await expect(client.profile.get()).rejects.toMatchObject({ code: 'network' });
    expect(store.load()).toEqual(tokensOf(0));
    expect(onSignedOut).not.toHaveBeenCalled();
  });

  it.each(['too_many_requests', 'unavailable'])('refused by %s keeps the tokens', async (code) => {
    const door = createSessionDoor({
      'auth.refresh': () => Promise.reject(refusal(code, { retry_after: 7 })),
    });
    const { client, store } = open(door);
    door.expire();
    await expect(client.profile.get()).rejects.toMatchObject({ code, retryAfter: 7 });
    expect(store.load()).toEqual(tokensOf(0));
  });

  it('with an expired refresh token is `signed_out` for everybody, and said once', async () => {
    const door = createSessionDoor();
    const { client, store, onSignedOut } = open(door);
    door.end();
    const calls = await Promise.allSettled(Array.from({ length: 30 }, () => client.profile.get()));
    for (const call of calls) {
      expect(call).toMatchObject({
        status: 'rejected',
        reason: { code: 'signed_out', status: 401, requestId: expect.any(String) },
      });
    }
    expect(store.load()).toBeNull();
    expect(onSignedOut).toHaveBeenCalledTimes(1);
    expect(door.count('auth.refresh')).toBe(1);
    const before = door.requests.length;
    await expect(client.profile.get()).rejects.toMatchObject({ code: 'signed_out' });
    expect(door.requests).toHaveLength(before);
    expect(onSignedOut).toHaveBeenCalledTimes(1);
  });

  it('is tried once when the server calls every token expired, and says what that means', async () => {
    let n = 0;
    const door = createDoor({
      'profile.get': () => Promise.reject(refusal('invalid_token')),
      'auth.refresh': () => tokensOf(++n),
    });
    const { client, store } = open(door);
    for (const round of [1, 2]) {
      await expect(client.profile.get()).rejects.toMatchObject({
        code: 'invalid_token',
        status: 401,
        message: expect.stringContaining('check the clocks'),
      });
      expect(door.count('profile.get')).toBe(2 * round);
      expect(door.count('auth.refresh')).toBe(round);
    }
    expect(store.load()).toEqual(tokensOf(2));
  });

  it('is not for one caller to abort', async () => {
    const door = createSessionDoor();
    const { fetch, letGo, reached } = slowly(door);
    const { client, store } = open({ fetch });
    door.expire();
    const controller = new AbortController();
    const aborted = client.profile.update({ first_name: 'X' }, { signal: controller.signal });
    const other = client.profile.update({ last_name: 'Y' });
    await reached;
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
    letGo();
    await expect(other).resolves.toMatchObject({ username: 'ada' });
    // What was given up is not repeated after the renewal, not even beside the other.
    expect(door.count('profile.update')).toBe(3);
    expect(store.load()).toEqual(tokensOf(1));
  });

  it('by hand gives the new tokens, and without a session is `signed_out`', async () => {
    const door = createSessionDoor();
    const { client, store } = open(door);
    const both = await Promise.all([client.auth.refresh(), client.auth.refresh()]);
    expect(both).toEqual([tokensOf(1), tokensOf(1)]);
    expect(door.count('auth.refresh')).toBe(1);
    store.save(null);
    await expect(client.auth.refresh()).rejects.toMatchObject({ code: 'signed_out' });
  });

  it('reports what a listener throws as its own error, and the call says `signed_out`', async () => {
    const mine = new Error('mine');
    const reported = new Promise((resolve) => {
      const listeners = process.listeners('uncaughtException');
      process.removeAllListeners('uncaughtException');
      process.once('uncaughtException', (error) => {
        for (const listener of listeners) process.on('uncaughtException', listener);
        resolve(error);
      });
    });
    const door = createSessionDoor();
    const { client } = open(door);
    client.on('signedOut', () => {
      throw mine;
    });
    door.end();
    await expect(client.profile.get()).rejects.toMatchObject({ code: 'signed_out' });
    expect(await reported).toBe(mine);
  });
});
