import { describe, expect, it, vi } from 'vitest';
import type { ProfileClientOptions } from './index.js';
import { gate, open } from './testing/client.js';
import { createDoor, createSessionDoor } from './testing/door.js';

/** Answers never, and hears when it is told to stop. */
function silence() {
  const signals: (AbortSignal | null | undefined)[] = [];
  const fetch: NonNullable<ProfileClientOptions['fetch']> = (_, { signal }) => {
    signals.push(signal);
    return new Promise((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  };
  return { fetch, signals };
}

describe('an aborted call', () => {
  it('is not even sent when its signal was aborted before', async () => {
    const load = vi.fn(() => null);
    const door = createDoor({});
    const { client } = open(door, { store: { load, save: () => {} } });
    const reason = new Error('navigated');
    const signal = AbortSignal.abort(reason);
    const aborted = { name: 'ProfileError', code: 'aborted', cause: reason };
    await expect(client.profile.get({ signal })).rejects.toMatchObject(aborted);
    await expect(client.auth.refresh({ signal })).rejects.toMatchObject(aborted);
    const login = client.auth.login({ login: 'ada', password: 'any' }, { signal });
    await expect(login).rejects.toMatchObject(aborted);
    expect(load).not.toHaveBeenCalled();
    expect(door.requests).toEqual([]);
  });

  it('ends at once, and its request with it', async () => {
    const { fetch, signals } = silence();
    const { client } = open({ fetch });
    const controller = new AbortController();
    const got = client.profile.get({ signal: controller.signal });
    await vi.waitFor(() => expect(signals).toHaveLength(1));
    controller.abort();
    await expect(got).rejects.toMatchObject({ code: 'aborted', cause: { name: 'AbortError' } });
    expect(signals[0]?.aborted).toBe(true);
  });

  it('leaves the others of its request alone', async () => {
    const { open: letGo, opened } = gate();
    const door = createDoor({ 'profile.get': () => opened.then(() => 'profile') });
    const { client } = open(door);
    const controller = new AbortController();
    const aborted = client.profile.get({ signal: controller.signal });
    const other = client.profile.get();
    await vi.waitFor(() => expect(door.requests).toEqual([['profile.get', 'profile.get']]));
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
    letGo();
    await expect(other).resolves.toBe('profile');
  });

  it('leaves no listener on a signal that lives on', async () => {
    const { client } = open(createDoor({ 'profile.get': () => 'profile' }));
    const { signal } = new AbortController();
    const add = vi.spyOn(signal, 'addEventListener');
    const remove = vi.spyOn(signal, 'removeEventListener');
    await client.profile.get({ signal });
    expect(add).toHaveBeenCalledTimes(1);
    expect(remove.mock.calls[0]?.slice(0, 2)).toEqual(add.mock.calls[0]?.slice(0, 2));
  });
});

describe('a call that takes too long', () => {
  it.each([
    ['its own timeout', {}, { timeout: 20 }],
    ['the timeout of the client', { timeout: 20 }, {}],
  ])('throws `timeout` by %s, and its request ends', async (_, options, given) => {
    const { fetch, signals } = silence();
    const { client } = open({ fetch }, options);
    await expect(client.profile.get(given)).rejects.toMatchObject({
      code: 'timeout',
      status: undefined,
      message: expect.stringContaining('raise the timeout'),
    });
    expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
  });

  it('may be told to wait for ever', async () => {
    // Caught: timers fire at once when given more than they can count.
    const { client } = open(createDoor({ 'profile.get': () => 'profile' }), { timeout: Infinity });
    await expect(client.profile.get()).resolves.toBe('profile');
    await expect(client.profile.get({ timeout: 1e12 })).resolves.toBe('profile');
  });

  it('has its wait for a renewal counted, and the renewal goes on', async () => {
    const door = createSessionDoor();
    const { client, store } = open({
      fetch: async (address, init) => {
        if (address.endsWith('auth.refresh')) await new Promise((go) => setTimeout(go, 60));
        return door.fetch(address, init);
      },
    });
    door.expire();
    const before = store.load();
    await expect(client.profile.get({ timeout: 30 })).rejects.toMatchObject({ code: 'timeout' });
    await vi.waitFor(() => expect(store.load()).not.toEqual(before));
    await expect(client.profile.get()).resolves.toMatchObject({ username: 'ada' });
    expect(door.count('auth.refresh')).toBe(1);
  });

  it('is also one whose answer begins and never ends', async () => {
    const fetch = async (_: string, { signal }: RequestInit) =>
      new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode('[{"result":'));
            signal?.addEventListener('abort', () => controller.error(signal.reason));
          },
        }),
      );
    const { client } = open({ fetch });
    await expect(client.profile.get({ timeout: 20 })).rejects.toMatchObject({ code: 'timeout' });
  });
});
