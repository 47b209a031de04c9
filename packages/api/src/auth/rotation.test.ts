import { jwtVerify, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createSecrets, WrongSecret } from '../secrets.js';
import { openDatabase } from '../testing/context.js';
import type { SigningAlg } from './key-pairs.js';
import { type Keys, keyReloadInterval, openKeys } from './keys.js';
import { createKeyRotation, keySetMaxAge } from './rotation.js';

const secrets = createSecrets('secret');
const tokenTtl = 900_000;
const start = Date.parse('2026-03-10T12:00:00Z');

/** Two replicas on one database, and the operator beside the first. */
async function open() {
  const { store, another } = await openDatabase();
  let time = start;
  const now = () => new Date(time);
  const keys = await openKeys({ store, secrets, now });
  const other = await openKeys({ store: await another(), secrets, now });
  const operator = (alg: SigningAlg = 'ES256') =>
    createKeyRotation({ store, secrets, keys, alg, tokenTtl, now });
  return {
    store,
    keys,
    other,
    operator,
    ...operator(),
    now,
    /** Lets time pass, at whose end every replica has reloaded, as its schedule has it. */
    async pass(milliseconds: number): Promise<void> {
      time += milliseconds;
      await keys.reload();
      await other.reload();
    },
  };
}

type Opened = Awaited<ReturnType<typeof open>>;

async function sign({ signing: { kid, alg, key } }: Keys, now: () => Date): Promise<string> {
  const expiry = new Date(now().getTime() + tokenTtl);
  return new SignJWT().setProtectedHeader({ alg, kid }).setExpirationTime(expiry).sign(key);
}

/** Whether each replica takes a token. */
function accepted({ keys, other, now }: Opened, token: string): Promise<boolean[]> {
  return Promise.all(
    [keys, other].map((replica) =>
      jwtVerify(token, async ({ kid = '' }) => (await replica.find(kid))?.key ?? new Uint8Array(), {
        currentDate: now(),
      }).then(
        () => true,
        () => false,
      ),
    ),
  );
}

it('the first key of a database that no server has started on signs at once', async () => {
  const { store } = await openDatabase();
  const now = () => new Date(start);
  const keys = await openKeys({ store, secrets, now, makeFirst: false });
  expect(await store.signingKeys.all()).toEqual([]);
  const { rotate } = createKeyRotation({ store, secrets, keys, tokenTtl, now });
  const { kid } = await rotate();
  expect(keys.signing.kid).toBe(kid);
  // The server that starts then makes no other one.
  expect((await openKeys({ store, secrets, now })).signing.kid).toBe(kid);
  expect(await store.signingKeys.all()).toHaveLength(1);
});

const published = (keys: Keys) => keys.jwks().keys.map(({ kid }) => kid);

describe('rotating the keys', () => {
  it('publishes the new one for longer than anyone caches the set, and then signs with it', async () => {
    const opened = await open();
    const { keys, other, rotate, pass } = opened;
    const first = keys.signing.kid;
    const fresh = (await rotate()).kid;

    await pass(keyReloadInterval);
    for (const each of [keys, other]) {
      expect(published(each)).toEqual([first, fresh]);
      expect(each.signing.kid).toBe(first);
    }
    await pass(keySetMaxAge);
    expect([keys.signing.kid, other.signing.kid]).toEqual([first, first]);
    await pass(keyReloadInterval);
    expect([keys.signing.kid, other.signing.kid]).toEqual([fresh, fresh]);
  });

  it('keeps the old one verifying until its last token is dead, and then forgets it', async () => {
    const opened = await open();
    const { keys, other, rotate, pass, now, store } = opened;
    const first = keys.signing.kid;
    const fresh = (await rotate()).kid;
    await pass(keySetMaxAge + 2 * keyReloadInterval - 1);
    // The last one that the old key signs.
    const token = await sign(other, now);
    await pass(tokenTtl - 1000);
    expect(other.signing.kid).toBe(fresh);
    expect(published(other)).toEqual([first, fresh]);
    expect(await accepted(opened, token)).toEqual([true, true]);
    await pass(1000 + keyReloadInterval + 2);
    expect(published(other)).toEqual([fresh]);
    expect(await keys.find(first)).toBeUndefined();
    await store.signingKeys.purge(now().toISOString());
    await pass(0);
    expect((await opened.list()).map(({ kid, state }) => [kid, state])).toEqual([
      [fresh, 'signing'],
    ]);
  });

  it('twice in a row leads to the newest, and never leaves a moment without a signer', async () => {
    const { rotate, pass, keys } = await open();
    const signers = [keys.signing.kid];
    const second = (await rotate()).kid;
    await pass(60_000);
    const third = (await rotate()).kid;
    for (let minute = 0; minute < 30; minute++) {
      await pass(60_000);
      if (signers.at(-1) !== keys.signing.kid) signers.push(keys.signing.kid);
    }
    expect(signers.slice(1)).toEqual([second, third]);
    expect(published(keys)).toEqual([third]);
  });

  it('takes the algorithm of the setting; both verify', async () => {
    const opened = await open();
    const { keys, operator, pass, now } = opened;
    const old = await sign(keys, now);
    const key = await operator('EdDSA').rotate();
    expect(key).toMatchObject({ alg: 'EdDSA', state: 'published' });
    await pass(keySetMaxAge + 2 * keyReloadInterval);
    expect(keys.signing).toMatchObject({ alg: 'EdDSA', kid: key.kid });
    expect(keys.jwks().keys.at(-1)).toEqual({
      kty: 'OKP',
      crv: 'Ed25519',
      x: expect.any(String),
      kid: key.kid,
      alg: 'EdDSA',
      use: 'sig',
    });
    expect(await accepted(opened, await sign(keys, now))).toEqual([true, true]);
    expect(await accepted(opened, old)).toEqual([true, true]);
  });
});

describe('retiring a key', () => {
  it('the only one: another signs at once, the old one verifies until its last token is dead', async () => {
    const opened = await open();
    const { keys, other, retire, pass, now } = opened;
    const first = keys.signing.kid;
    const token = await sign(keys, now);
    expect(await retire(first)).toMatchObject({ kid: first, state: 'verifying' });
    expect(keys.signing.kid).not.toBe(first);
    await pass(keyReloadInterval);
    expect(other.signing.kid).toBe(keys.signing.kid);
    expect(await accepted(opened, token)).toEqual([true, true]);
    await pass(tokenTtl);
    expect(published(other)).toEqual([keys.signing.kid]);
  });

  it('at once: refused at the next request here, and elsewhere when the keys were reloaded', async () => {
    const opened = await open();
    const { keys, other, retire, pass, now } = opened;
    const first = keys.signing.kid;
    const token = await sign(other, now);
    expect(await retire(first, true)).toMatchObject({ kid: first, state: 'retired' });
    expect(keys.verifies(first)).toBe(false);
    expect(await accepted(opened, token)).toEqual([false, true]);
    await pass(keyReloadInterval);
    expect(other.verifies(first)).toBe(false);
    expect(await accepted(opened, token)).toEqual([false, false]);
    expect(await accepted(opened, await sign(other, now))).toEqual([true, true]);
  });

  it('while the next one is published only lets that one sign at once', async () => {
    const { keys, rotate, retire, list } = await open();
    const fresh = await rotate();
    await retire(keys.signing.kid, true);
    expect(keys.signing.kid).toBe(fresh.kid);
    expect(await list()).toHaveLength(2);
  });

  it('that is unknown is refused; that is retired already changes nothing', async () => {
    const { keys, retire, list } = await open();
    await expect(retire('unknown')).rejects.toThrow('There is no key unknown');
    const first = keys.signing.kid;
    const { retired_at } = await retire(first, true);
    expect(await retire(first)).toMatchObject({ retired_at, state: 'retired' });
    expect(await list()).toHaveLength(2);
  });

  it('never shows a private half', async () => {
    const { rotate, list, store } = await open();
    await rotate();
    const sealed = (await store.signingKeys.all()).map(({ private_jwk }) => private_jwk);
    for (const each of sealed) expect(JSON.stringify(await list())).not.toContain(each);
    expect(JSON.stringify(await list())).not.toMatch(/"d"|private/);
  });
});

describe('another SECRET', () => {
  it('opens nothing at the start; a key made under it changes nothing for who runs', async () => {
    const { store, keys, now, other } = await open();
    const wrong = createSecrets('another');
    await expect(openKeys({ store, secrets: wrong, now })).rejects.toThrow(WrongSecret);
    const stranger = { store, secrets: wrong, keys: { reload: async () => {} }, tokenTtl, now };
    await createKeyRotation(stranger).rotate();
    const before = keys.signing.kid;
    await expect(keys.reload()).rejects.toThrow(WrongSecret);
    expect([keys.signing.kid, other.signing.kid]).toEqual([before, before]);
  });
});
