import { createServices } from '@profile/api';
import { decodeJwt, exportSPKI, generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Account, startApp, type TestApp } from './testing/app.js';

let app: TestApp;
let account: Account;
let keys: Awaited<ReturnType<typeof createServices>>['keys'];
beforeAll(async () => {
  app = await startApp();
  account = await app.signUp();
  const { publicUrl: issuer, ...config } = app.config;
  ({ keys } = await createServices({ ...config, issuer, store: app.store, mailer: { wake() {} } }));
});
afterAll(() => app.close());

const me = '/api/v1/me';
const missing = { detail: 'Not authenticated', code: 'not_authenticated' };
const invalid = { detail: 'Invalid or expired token', code: 'invalid_token' };

describe('An Authorization header', () => {
  it.each<[title: string, lines: (token: string) => string[], body: object | undefined]>([
    ['with a good token', (token) => [`Bearer ${token}`], undefined],
    ['in lower case', (token) => [`bearer ${token}`], undefined],
    ['in upper case, with more spaces', (token) => [`BEARER  \t ${token}  `], undefined],
    ['that is absent', () => [], missing],
    ['that is empty', () => [''], missing],
    ['of spaces', () => ['  \t '], missing],
    ['with the scheme alone', () => ['Bearer'], missing],
    ['with the scheme and spaces', () => ['Bearer   '], missing],
    ['with the token alone', (token) => [token], missing],
    ['of another scheme', () => ['Basic dXNlcjpwYXNz'], missing],
    ['of another scheme that looks alike', (token) => [`Bearerx ${token}`], missing],
    ['in non-ASCII bytes', () => ['\xff\xfe\x80'], missing],
    ['with two tokens', (token) => [`Bearer ${token} ${token}`], invalid],
    ['with a comma after it', (token) => [`Bearer ${token},`], invalid],
    ['with a token in quotes', (token) => [`Bearer "${token}"`], invalid],
    ['that comes twice', (token) => [`Bearer ${token}`, `Bearer ${token}`], invalid],
    ['that comes with another', (token) => [`Bearer ${token}`, 'Basic dXNlcjpwYXNz'], invalid],
    ['with 10 KB of garbage', () => [`Bearer ${'a.'.repeat(5000)}`], invalid],
    ['with 10 KB of dots', () => [`Bearer ${'.'.repeat(10_000)}`], invalid],
    ['with a token in non-ASCII bytes', () => ['Bearer \xc3\xa9.\xff.\x80'], invalid],
    ['with a token that is cut off', (token) => [`Bearer ${token.slice(0, -1)}`], invalid],
    ['with a token of two parts', (token) => [`Bearer ${token.split('.', 2).join('.')}`], invalid],
    ['with a token of four parts', (token) => [`Bearer ${token}.x`], invalid],
    ['with a changed payload', (token) => [`Bearer ${token.replace(/\.e/, '.f')}`], invalid],
    ['with the refresh token', () => [`Bearer ${account.refresh_token}`], invalid],
  ])('%s', async (_, lines, body) => {
    const headers = lines(account.access_token).map((line) => `Authorization: ${line}`);
    const answer = await app.raw(`GET ${me}`, headers);
    if (!body) return expect(answer?.status).toBe(200);
    expect([answer?.status, answer?.body]).toEqual([401, body]);
    const error = body === invalid ? ' error="invalid_token"' : '';
    expect(answer?.headers.get('www-authenticate')).toBe(`Bearer${error}`);
  });

  it('is the only place that a token is read from', async () => {
    const { access_token } = account;
    const query = await app.rest('GET', `${me}?access_token=${access_token}`);
    const cookie = await app.rest('GET', me, {
      headers: { cookie: `access_token=${access_token}` },
    });
    expect([query.status, cookie.status]).toEqual([401, 401]);
  });
});

type Claims = Record<string, unknown>;
type Forge = (claims: Claims) => Promise<string> | string;

const header = () => ({ alg: 'ES256', typ: 'at+jwt', kid: keys.signing.kid });
const sign = (claims: Claims, protectedHeader: Claims = {}, key: unknown = keys.signing.key) =>
  new SignJWT(claims)
    .setProtectedHeader({ ...header(), ...protectedHeader })
    .sign(key as Parameters<SignJWT['sign']>[0]);
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const publicJwk = () => keys.jwks().keys[0] ?? {};

async function publicPem(): Promise<string> {
  const key = await importJWK(publicJwk(), 'ES256', { extractable: true });
  return exportSPKI(key as Parameters<typeof exportSPKI>[0]);
}

const forgeries: [title: string, forge: Forge][] = [
  ['alg none', (claims) => new UnsecuredJWT(claims).encode()],
  [
    'alg none with our kid and type',
    (claims) => `${base64({ ...header(), alg: 'none' })}.${base64(claims)}.`,
  ],
  [
    'alg None with our signature',
    async (claims) => {
      const [, , signature] = (await sign(claims)).split('.');
      return `${base64({ ...header(), alg: 'None' })}.${base64(claims)}.${signature}`;
    },
  ],
  [
    'HS256 with the public key',
    async (claims) => sign(claims, { alg: 'HS256' }, Buffer.from(await publicPem())),
  ],
  [
    'HS256 with the public JWK',
    (claims) => sign(claims, { alg: 'HS256' }, Buffer.from(JSON.stringify(publicJwk()))),
  ],
  [
    'the key of somebody else',
    async (claims) => sign(claims, {}, (await generateKeyPair('ES256')).privateKey),
  ],
  [
    'a key that comes with it',
    async (claims) => {
      const { privateKey } = await generateKeyPair('ES256');
      return sign(
        claims,
        { jwk: publicJwk(), jku: 'https://evil.example.com/jwks.json' },
        privateKey,
      );
    },
  ],
  [
    'another algorithm of our kid',
    async (claims) => sign(claims, { alg: 'ES384' }, (await generateKeyPair('ES384')).privateKey),
  ],
  ['an unknown kid', (claims) => sign(claims, { kid: 'unknown' })],
  ['a kid that is a path', (claims) => sign(claims, { kid: '../../../../dev/null' })],
  ['no kid', (claims) => sign(claims, { kid: undefined })],
  ['a kid that is no text', (claims) => sign(claims, { kid: { a: 1 } })],
  ['the type JWT', (claims) => sign(claims, { typ: 'JWT' })],
  ['no type', (claims) => sign(claims, { typ: undefined })],
  [
    'a critical header',
    async (claims) => {
      const [, payload, signature] = (await sign(claims)).split('.');
      return `${base64({ ...header(), crit: ['x'], x: 1 })}.${payload}.${signature}`;
    },
  ],
  ['a header that is no object', (claims) => `${base64([])}.${base64(claims)}.AA`],
  ['a header that is no JSON', (claims) => `e30x.${base64(claims)}.AA`],
  [
    'claims that are no object',
    async () => {
      const [head] = (await sign({})).split('.');
      return `${head}.${base64([])}.AA`;
    },
  ],
  ...Object.entries({
    iss: 'https://evil.example.com',
    aud: 'https://evil.example.com',
    exp: 1,
    sub: 'usr_somebody',
    sid: 'ses_somebody',
  }).map(([claim, value]): [string, Forge] => [
    `another ${claim}`,
    (claims) => sign({ ...claims, [claim]: value }),
  ]),
  ...['iss', 'aud', 'sub', 'sid', 'scope', 'exp', 'iat', 'jti', 'client_id'].map(
    (claim): [string, Forge] => [
      `no ${claim}`,
      (claims) => sign({ ...claims, [claim]: undefined }),
    ],
  ),
  ...['sub', 'sid', 'scope', 'exp'].map((claim): [string, Forge] => [
    `a ${claim} of another type`,
    (claims) => sign({ ...claims, [claim]: ['x'] }),
  ]),
];

describe('A token with', () => {
  it('our key and our claims is good', async () => {
    const token = await sign(decodeJwt(account.access_token));
    expect((await app.rest('GET', me, { token })).status).toBe(200);
  });

  it.each(forgeries)('%s is refused at every door, like any other', async (title, forge) => {
    const token = await forge(decodeJwt(account.access_token));
    const rest = await app.rest('GET', me, { token });
    expect([rest.status, rest.body]).toEqual([401, invalid]);
    expect(rest.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    const rpc = await app.rpc('profile.get', undefined, token);
    expect([rpc.status, rpc.body]).toMatchObject([401, { error: { data: { error: invalid } } }]);
    const legacy = await app.rest('POST', '/api/profile/', { token });
    expect([legacy.status, legacy.body.code ?? legacy.body.error]).toEqual(
      title === 'another sub' ? [404, expect.any(String)] : [401, 'token_not_valid'],
    );
  });

  it.each([
    ['no scope that we know', 'admin root', 403],
    ['a scope in another case', 'PROFILE:READ', 403],
    ['more scopes than we know', 'admin profile:read', 200],
  ])('%s may do what it says', async (_, scope, status) => {
    const token = await sign({ ...decodeJwt(account.access_token), scope });
    expect((await app.rest('GET', me, { token })).status).toBe(status);
  });

  it('the session of somebody else is refused', async () => {
    const { sid } = decodeJwt((await app.signUp()).access_token);
    const token = await sign({ ...decodeJwt(account.access_token), sid });
    expect((await app.rest('GET', me, { token })).body).toEqual(invalid);
  });
});
