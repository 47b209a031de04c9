import { describe, expect, it } from 'vitest';
import { memoryTokenStore, type TokenStore } from './index.js';
import { gate, open, slowly } from './testing/client.js';
import { createDoor, createSessionDoor, tokensOf } from './testing/door.js';

describe('signing out', () => {
  it('during a renewal does not bring the tokens back', async () => {
    const door = createSessionDoor();
    const { fetch, letGo, reached } = slowly(door);
    const { client, store, onSignedOut } = open({ fetch });
    const renewed = client.auth.refresh();
    await reached;
    await client.auth.logout();
    expect(store.load()).toBeNull();
    letGo();
    await expect(renewed).rejects.toMatchObject({ code: 'signed_out' });
    expect(store.load()).toBeNull();
    expect(onSignedOut.mock.calls).toEqual([['signed_out']]);
  });

  it('and in is not undone by a renewal whose store told of the time before', async () => {
    const door = createSessionDoor();
    const { fetch, letGo, reached } = slowly(door);
    const kept = memoryTokenStore(tokensOf(0));
    const asked = gate();
    const late = gate();
    let slow = false;
    const store: TokenStore = {
      async load() {
        const tokens = kept.load();
        if (slow) {
          asked.open();
          await late.opened;
        }
        return tokens;
      },
      save: kept.save,
    };
    const { client } = open({ fetch }, { store });
    const renewed = client.auth.refresh();
    await reached;
    slow = true;
    letGo();
    await asked.opened;
    await client.auth.login({ login: 'eve', password: 'any' });
    late.open();
    await renewed;
    expect(kept.load()).toEqual(tokensOf(0, 'eve'));
  });

  it('and in as somebody else does not repeat a call under the new name', async () => {
    const door = createSessionDoor();
    const { fetch, letGo, reached } = slowly(door);
    const { client, store } = open({ fetch });
    door.expire();
    const update = client.profile.update({ first_name: 'Ada' });
    await reached;
    await client.auth.login({ login: 'eve', password: 'any' });
    letGo();
    await expect(update).rejects.toMatchObject({ code: 'signed_out' });
    expect(door.count('profile.update')).toBe(1);
    expect(store.load()).toEqual(tokensOf(0, 'eve'));
    await expect(client.profile.get()).resolves.toMatchObject({ username: 'eve' });
  });

  it('is done when the session has ended already, or nobody was signed in', async () => {
    const door = createSessionDoor();
    const { client, store, onSignedOut } = open(door);
    door.end();
    await expect(client.auth.logout()).resolves.toBeUndefined();
    expect(store.load()).toBeNull();
    await expect(client.auth.logout()).resolves.toBeUndefined();
    expect(onSignedOut.mock.calls).toEqual([['expired']]);
    await expect(client.auth.logout('all')).rejects.toMatchObject({ code: 'signed_out' });
  });

  it('renews first when the access token has expired', async () => {
    const door = createSessionDoor();
    const { client, store } = open(door);
    door.expire();
    await client.auth.logout('all');
    expect([door.count('auth.refresh'), door.count('auth.logout')]).toEqual([1, 2]);
    expect(store.load()).toBeNull();
  });

  it('keeps the tokens when only others are signed out, or nobody could be asked', async () => {
    const door = createDoor({ 'auth.logout': () => undefined });
    const { client, store } = open(door);
    await client.auth.logout('others');
    expect(store.load()).toEqual(tokensOf(0));
    const away = open({ fetch: () => Promise.reject(new TypeError('fetch failed')) });
    await expect(away.client.auth.logout()).rejects.toMatchObject({ code: 'network' });
    expect(away.store.load()).toEqual(tokensOf(0));
  });
});
