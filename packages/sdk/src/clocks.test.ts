import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { gate, open } from './testing/client.js';
import { createSessionDoor, refusal, tokensOf } from './testing/door.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Has both clocks go on, as they do while the device is awake. */
const wait = (seconds: number) => vi.advanceTimersByTime(seconds * 1000);

/** Somebody who has just signed in, with tokens that are good for 900 seconds. */
async function signedIn(more: Parameters<typeof createSessionDoor>[0] = {}) {
  const door = createSessionDoor(more);
  const { client, store } = open(door);
  await client.auth.login({ login: 'ada', password: 'any' });
  door.requests.length = 0;
  return { door, client, store };
}

describe('a token that was received here', () => {
  it('is renewed shortly before it expires, which spares a refusal', async () => {
    const { door, client, store } = await signedIn();
    wait(800);
    await client.profile.get();
    expect(door.count('auth.refresh')).toBe(0);
    wait(20);
    await Promise.all([client.profile.get(), client.profile.get()]);
    expect(door.requests.flat().slice(1)).toEqual(['auth.refresh', 'profile.get', 'profile.get']);
    expect(store.load()).toEqual(tokensOf(1));
    wait(820);
    await client.profile.get();
    expect(door.count('auth.refresh')).toBe(2);
  });

  it('is used as it is when it can not be renewed, and not held up again', async () => {
    const refresh = vi.fn(() => Promise.reject(refusal('unavailable', { retry_after: 5 })));
    const { client } = await signedIn({ 'auth.refresh': refresh });
    wait(820);
    await expect(client.profile.get()).resolves.toMatchObject({ username: 'ada' });
    await expect(client.profile.get()).resolves.toMatchObject({ username: 'ada' });
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('is not renewed for a call of somebody who has signed out meanwhile', async () => {
    const reached = gate();
    const held = gate();
    const { door, client } = await signedIn({
      'auth.refresh': async () => {
        reached.open();
        await held.opened;
        return tokensOf(1);
      },
    });
    wait(820);
    const update = client.profile.update({ first_name: 'Ada' });
    await reached.opened;
    await client.auth.login({ login: 'eve', password: 'any' });
    held.open();
    await expect(update).rejects.toMatchObject({ code: 'signed_out' });
    expect(door.count('profile.update')).toBe(0);
  });

  it('is left to the server when another tab has renewed it', async () => {
    const { door, client, store } = await signedIn();
    store.save(door.renew());
    wait(820);
    await expect(client.profile.get()).resolves.toMatchObject({ username: 'ada' });
    expect(door.count('auth.refresh')).toBe(0);
  });
});

describe('the clock of the device', () => {
  it.each(['1970-01-01', '2100-01-01'])('may jump to %s: nothing is renewed', async (date) => {
    const { door, client } = await signedIn();
    vi.setSystemTime(new Date(date));
    await client.profile.get();
    expect(door.count('auth.refresh')).toBe(0);
  });

  it('may be wrong from the start: a token is renewed by the time that has gone by', async () => {
    vi.setSystemTime(new Date('1970-01-01'));
    const { door, client } = await signedIn();
    wait(820);
    await client.profile.get();
    expect(door.count('auth.refresh')).toBe(1);
  });

  it('may have stood still while the device slept: the server refuses, and one renewal mends it', async () => {
    const { door, client } = await signedIn();
    vi.setSystemTime(Date.now() + 8 * 60 * 60 * 1000);
    door.expire();
    await expect(client.profile.get()).resolves.toMatchObject({ username: 'ada' });
    expect(door.requests.flat()).toEqual(['profile.get', 'auth.refresh', 'profile.get']);
  });

  it('may have gone on while it slept: the first call renews and is sent once', async () => {
    const { door, client } = await signedIn();
    wait(8 * 60 * 60);
    door.expire();
    await expect(client.profile.get()).resolves.toMatchObject({ username: 'ada' });
    expect(door.requests.flat()).toEqual(['auth.refresh', 'profile.get']);
  });

  it('is not asked about a token that was kept from before', async () => {
    const door = createSessionDoor();
    const { client } = open(door);
    wait(1e6);
    await client.profile.get();
    expect(door.count('auth.refresh')).toBe(0);
  });
});
