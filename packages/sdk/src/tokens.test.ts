import { describe, expect, it, vi } from 'vitest';
import type { TokenResponse, TokenStore } from './index.js';
import { open } from './testing/client.js';
import { createDoor, createSessionDoor, tokensOf } from './testing/door.js';

const broken = new Error('QuotaExceededError');
const fail = () => {
  throw broken;
};
const failure = { name: 'ProfileError', code: 'token_store', cause: broken };

describe('a token store that throws', () => {
  it.each([
    ['at once', fail],
    ['later', () => Promise.reject(broken)],
  ])(
    '%s while loading makes every call of a session fail, before anything is sent',
    async (_, load) => {
      const door = createSessionDoor();
      const { client } = open(door, { store: { load, save: () => {} } });
      await expect(client.profile.get()).rejects.toMatchObject(failure);
      await expect(client.auth.refresh()).rejects.toMatchObject(failure);
      await expect(client.auth.logout()).rejects.toMatchObject(failure);
      await expect(client.auth.tokens()).rejects.toMatchObject(failure);
      expect(door.requests).toEqual([]);
    },
  );

  it('while saving makes signing in fail', async () => {
    const door = createSessionDoor();
    const { client } = open(door, { store: { load: () => null, save: fail } });
    const login = client.auth.login({ login: 'ada', password: 'any' });
    await expect(login).rejects.toMatchObject(failure);
  });

  it('while saving makes a renewal fail, for all who wait for it', async () => {
    const door = createSessionDoor();
    const { client, onSignedOut } = open(door, { store: { load: () => tokensOf(0), save: fail } });
    door.expire();
    const calls = await Promise.allSettled([client.profile.get(), client.profile.get()]);
    expect(calls).toMatchObject([{ reason: failure }, { reason: failure }]);
    expect(door.count('auth.refresh')).toBe(1);
    expect(onSignedOut).not.toHaveBeenCalled();
  });

  it('only when it is asked for the request itself is `token_store` too', async () => {
    const door = createSessionDoor();
    const load = vi
      .fn<TokenStore['load']>()
      .mockReturnValueOnce(tokensOf(0))
      .mockImplementation(fail);
    const { client } = open(door, { store: { load, save: () => {} } });
    door.expire();
    await expect(client.profile.get()).rejects.toMatchObject(failure);
  });
});

describe('a token store that is not ours', () => {
  it.each([[undefined], [null]])('may say %s for nobody', async (nothing) => {
    const store = { load: () => nothing as null, save: () => {} };
    const { client } = open(createDoor({}), { store });
    expect(await client.auth.tokens()).toBeNull();
    await expect(client.profile.get()).rejects.toMatchObject({ code: 'signed_out' });
  });

  it.each([[{}], ['text'], [7], [{ access_token: 'a' }], [[]]])(
    'is told when it gives %j',
    async (junk) => {
      const door = createDoor({});
      const store = { load: () => junk as TokenResponse, save: () => {} };
      const { client } = open(door, { store });
      await expect(client.profile.get()).rejects.toMatchObject({
        code: 'token_store',
        message: expect.stringContaining('something else than tokens'),
      });
      expect(door.requests).toEqual([]);
    },
  );

  it('may be asynchronous, and is what a sign-in and a sign-out write to', async () => {
    const door = createSessionDoor();
    const saved: unknown[] = [];
    let kept: TokenResponse | null = null;
    const store: TokenStore = {
      load: async () => kept,
      save: async (tokens) => {
        saved.push(tokens);
        kept = tokens;
      },
    };
    const { client } = open(door, { store });
    await client.auth.login({ login: 'eve', password: 'any' });
    expect(await client.auth.tokens()).toEqual(tokensOf(0, 'eve'));
    await client.auth.logout();
    expect(saved).toEqual([tokensOf(0, 'eve'), null]);
  });
});
