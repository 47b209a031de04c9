import { jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { createSecrets } from '../secrets.js';
import { openApi, openDatabase } from '../testing/context.js';
import { openKeys } from './keys.js';

const secrets = createSecrets('secret');

/** Keys on a database of their own, with a clock to set. */
async function open() {
  const { store } = await openDatabase();
  let time = 0;
  const keys = await openKeys({ store, secrets, now: () => new Date(time) });
  const pass = (milliseconds: number) => {
    time += milliseconds;
  };
  return { store, keys, pass };
}

/** A key that another replica made. */
async function anotherKey() {
  const { store } = await open();
  const [key] = await store.signingKeys.all();
  if (!key) throw new Error('No key was made');
  return key;
}

describe('signing keys', () => {
  it('are made once by two that start on one database at once', async () => {
    for (let round = 0; round < 10; round++) {
      const { store, another } = await openDatabase();
      const now = () => new Date();
      const opened = await Promise.all([
        openKeys({ store, secrets, now }),
        openKeys({ store: await another(), secrets, now }),
      ]);
      const kids = opened.map(({ signing }) => signing.kid);
      expect(await store.signingKeys.all()).toHaveLength(1);
      expect(kids[0]).toBe(kids[1]);
    }
  });

  it('are published without their private part, which is stored sealed', async () => {
    const { store, keys } = await open();
    const [row] = await store.signingKeys.all();
    expect(keys.jwks()).toEqual({
      keys: [
        {
          kty: 'EC',
          crv: 'P-256',
          x: expect.any(String),
          y: expect.any(String),
          kid: keys.signing.kid,
          alg: 'ES256',
          use: 'sig',
        },
      ],
    });
    expect(row?.public_jwk).not.toHaveProperty('d');
    expect(JSON.parse(secrets.open(row?.private_jwk ?? ''))).toHaveProperty('d');
    expect(row?.private_jwk).not.toContain('"d"');
  });

  it('that another replica has made since are looked for, at most every five seconds', async () => {
    const { store, keys, pass } = await open();
    const key = await anotherKey();
    await store.signingKeys.add(key);
    pass(5000);
    expect(await keys.find(key.id)).toBeUndefined();
    pass(1);
    expect(await keys.find(key.id)).toMatchObject({ alg: 'ES256' });
    expect(keys.jwks().keys).toHaveLength(2);
    expect(await keys.find('unknown')).toBeUndefined();
  });

  it('are found by everybody who asks while they are looked for', async () => {
    // Caught: only the first of several requests with a new key waited for it; the others were refused.
    const { store, keys, pass } = await open();
    const key = await anotherKey();
    await store.signingKeys.add(key);
    pass(5001);
    const found = await Promise.all([1, 2, 3].map(() => keys.find(key.id)));
    expect(found.map((each) => each?.alg)).toEqual(['ES256', 'ES256', 'ES256']);
  });
});

describe('access tokens', () => {
  it('say what RFC 9068 asks for, under the key that signs', async () => {
    const { services, keys, account } = await openApi();
    const { id, session } = await account();
    const token = await services.accessTokens.sign({ id: session, user_id: id }, 'profile:read');
    const key = async ({ kid = '' }) => (await keys.find(kid))?.key ?? new Uint8Array();
    const currentDate = services.now();
    const { payload, protectedHeader } = await jwtVerify(token, key, { currentDate });
    const iat = Math.floor(currentDate.getTime() / 1000);
    expect(protectedHeader).toEqual({ alg: 'ES256', kid: keys.signing.kid, typ: 'at+jwt' });
    expect(payload).toEqual({
      iss: 'https://profile.test',
      aud: 'https://profile.test',
      sub: id,
      sid: session,
      client_id: 'profile',
      scope: 'profile:read',
      iat,
      exp: iat + 900,
      jti: expect.any(String),
    });
  });
});
