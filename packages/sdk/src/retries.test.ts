import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ProfileClientOptions } from './index.js';
import { open } from './testing/client.js';
import { createDoor, createSessionDoor, refusal, tokensOf } from './testing/door.js';

// No test here waits in earnest, and the random part of every wait is its most.
beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(1);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

type Fetch = NonNullable<ProfileClientOptions['fetch']>;
const away = () => Promise.reject(new TypeError('fetch failed'));

/** Answers like the door, after so many failures of this kind; and says when each try came. */
function failing(times: number, failure: () => Promise<unknown>, name = 'profile.get') {
  const tries: number[] = [];
  const began = performance.now();
  const door = createSessionDoor();
  const fetch: Fetch = async (url, init) => {
    if (!url.includes(name)) return door.fetch(url, init);
    tries.push(Math.round(performance.now() - began));
    return tries.length <= times ? (failure() as Promise<Response>) : door.fetch(url, init);
  };
  return { ...door, fetch, tries };
}

/** How a call ended, once every timer has had its turn. */
async function ended<T>(call: Promise<T>): Promise<T> {
  call.catch(() => {});
  await vi.runAllTimersAsync();
  return call;
}

const gateway =
  (status: number, headers: Record<string, string> = {}) =>
  async () =>
    new Response('<h1>No</h1>', { status, headers });

describe('a call that only reads', () => {
  it.each([
    ['nobody answers', away],
    ['a gateway says 502', gateway(502)],
    ['a gateway says 503', gateway(503)],
    ['a gateway says 504', gateway(504)],
  ])('is repeated when %s, after a wait that doubles', async (_, failure) => {
    const door = failing(2, failure);
    const { client } = open(door, { retries: 2 });
    await expect(ended(client.profile.get())).resolves.toMatchObject({ username: 'ada' });
    const [first = 0, second = 0, third = 0] = door.tries;
    // Each try is sent a tick after it is made.
    expect(second - first).toBeGreaterThanOrEqual(300);
    expect(second - first).toBeLessThan(310);
    expect(third - second).toBeGreaterThanOrEqual(600);
    expect(third - second).toBeLessThan(610);
  });

  it('throws what the last try said, and by default there are three', async () => {
    const door = failing(9, away);
    const { client } = open(door, { retries: undefined });
    await expect(ended(client.profile.get())).rejects.toMatchObject({ code: 'network' });
    expect(door.tries).toHaveLength(3);
  });

  it('is not repeated with `retries: 0`', async () => {
    const door = failing(1, away);
    const { client } = open(door, { retries: 0 });
    await expect(ended(client.profile.get())).rejects.toMatchObject({ code: 'network' });
    expect(door.tries).toHaveLength(1);
  });

  it.each([
    ['busy', 503],
    ['unavailable', 503],
    ['too_many_requests', 429],
  ])('is repeated by %s after as many seconds as the server says', async (code) => {
    let n = 0;
    const times: number[] = [];
    const door = createDoor({
      'sessions.list': () => {
        times.push(performance.now());
        if (++n === 1) throw refusal(code, { retry_after: 7 });
        return { sessions: [] };
      },
    });
    const { client } = open(door, { retries: 1 });
    await expect(ended(client.sessions.list())).resolves.toEqual({ sessions: [] });
    const [first = 0, second = 0] = times;
    expect(second - first).toBeGreaterThanOrEqual(7000);
  });

  it('throws at once when the wait would end after the timeout', async () => {
    const door = failing(9, gateway(429, { 'retry-after': '60' }));
    const { client } = open(door, { retries: 2 });
    const before = performance.now();
    const call = expect(ended(client.profile.get())).rejects;
    await call.toMatchObject({ status: 429, retryAfter: 60 });
    expect(door.tries).toHaveLength(1);
    expect(performance.now() - before).toBeLessThan(1000);
  });

  it.each([
    ['a gateway limits and does not say for how long', gateway(429)],
    ['the answer is a page', gateway(200)],
    ['the server failed', gateway(500)],
  ])('is not repeated when %s', async (_, failure) => {
    const door = failing(1, failure);
    const { client } = open(door, { retries: 2 });
    await expect(ended(client.profile.get())).rejects.toMatchObject({
      code: 'unexpected_response',
    });
    expect(door.tries).toHaveLength(1);
  });

  it('ends with its signal while it waits, and sends nothing more', async () => {
    const door = failing(9, away);
    const { client } = open(door, { retries: 5 });
    const controller = new AbortController();
    const call = client.profile.get({ signal: controller.signal });
    call.catch(() => {});
    await vi.advanceTimersByTimeAsync(100);
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'aborted' });
    expect(vi.getTimerCount()).toBe(0);
    await vi.runAllTimersAsync();
    expect(door.tries).toHaveLength(1);
  });
});

describe('a call that changes something', () => {
  it.each([
    ['nobody answers', away],
    ['a gateway says 503', gateway(503, { 'retry-after': '1' })],
  ])('is sent once when %s, since it may have been done', async (_, failure) => {
    const door = failing(1, failure, 'profile.update');
    const { client } = open(door, { retries: 2 });
    const update = ended(client.profile.update({ first_name: 'Ada' }));
    await expect(update).rejects.toMatchObject({ name: 'ProfileError' });
    expect(door.tries).toHaveLength(1);
  });

  it('is sent once too when it is a sign-in', async () => {
    const door = failing(1, away, 'auth.login');
    const { client } = open(door, { retries: 2 });
    const login = ended(client.auth.login({ login: 'ada', password: 'any' }));
    await expect(login).rejects.toMatchObject({ code: 'network' });
    expect(door.tries).toHaveLength(1);
  });

  it('has the renewal of its token repeated, whose lost answer the server gives again', async () => {
    const door = failing(2, away, 'auth.refresh');
    const { client, store } = open(door, { retries: 2 });
    door.expire();
    const update = ended(client.profile.update({ first_name: 'Ada' }));
    await expect(update).resolves.toMatchObject({ username: 'ada' });
    expect(door.tries).toHaveLength(3);
    expect(store.load()).toEqual(tokensOf(1));
  });

  it('is not made to wait three times three tries by a renewal that fails', async () => {
    const door = failing(99, away, 'auth.refresh');
    const { client } = open(door, { retries: 2 });
    door.expire();
    await expect(ended(client.profile.get())).rejects.toMatchObject({ code: 'network' });
    expect(door.tries).toHaveLength(3);
  });
});

describe('a device that is offline', () => {
  /** A browser that says so until it is told otherwise. */
  function offline() {
    const events = new EventTarget();
    const navigator = { onLine: false };
    vi.stubGlobal('navigator', navigator);
    vi.stubGlobal('addEventListener', events.addEventListener.bind(events));
    vi.stubGlobal('removeEventListener', events.removeEventListener.bind(events));
    return {
      come() {
        navigator.onLine = true;
        events.dispatchEvent(new Event('online'));
      },
    };
  }

  it('tries once, and again when the network is there, whatever the retries', async () => {
    const network = offline();
    const door = failing(1, away);
    const { client } = open(door, { retries: 1 });
    const call = client.profile.get();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(door.tries).toHaveLength(1);
    network.come();
    await expect(ended(call)).resolves.toMatchObject({ username: 'ada' });
    expect(door.tries).toHaveLength(2);
  });

  it('waits no longer than the timeout', async () => {
    offline();
    const door = failing(9, away);
    const { client } = open(door, { retries: 1 });
    await expect(ended(client.profile.get())).rejects.toMatchObject({ code: 'timeout' });
    expect(door.tries).toHaveLength(1);
  });

  it('does not hold back what changes something, which would be done when nobody expects it', async () => {
    offline();
    const door = failing(1, away, 'profile.update');
    const { client } = open(door, { retries: 2 });
    const update = client.profile.update({ first_name: 'Ada' });
    await expect(ended(update)).rejects.toMatchObject({ code: 'network' });
  });
});
