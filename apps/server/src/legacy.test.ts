import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Account, password, startApp, type TestApp } from './testing/app.js';

const paths = ['/api/profile/', '/api/profile'];
const fields = [
  'id',
  'username',
  'email',
  'first_name',
  'last_name',
  'number_phone',
  'avatar',
  'date_joined',
  'last_login',
  'is_active',
  'is_staff',
  'is_superuser',
];

let app: TestApp;
let account: Account;
beforeAll(async () => {
  app = await startApp();
  account = await app.signUp();
});
afterAll(() => app.close());

async function ask(path: string, sent: Parameters<TestApp['rest']>[2], method = 'POST') {
  const answer = await app.rest(method, path, sent);
  expect(answer.headers.get('allow')).toBe('POST, OPTIONS');
  return answer;
}

const notValid = (message: string) => ({
  detail: 'Given token not valid for any token type',
  code: 'token_not_valid',
  messages: [{ token_class: 'AccessToken', token_type: 'access', message }],
});
const missing = { detail: 'Authentication credentials were not provided.' };
const badHeader = {
  detail: 'Authorization header must contain two space-delimited values',
  code: 'bad_authorization_header',
};

describe.each(paths)('POST %s', (path) => {
  it('gives the twelve fields in their order, of their types', async () => {
    const { status, body } = await ask(path, { token: (await app.signUp()).access_token });
    expect([status, Object.keys(body)]).toEqual([200, fields]);
    expect(body).toMatchObject({
      id: expect.any(Number),
      first_name: '',
      last_name: '',
      number_phone: null,
      avatar: null,
      date_joined: app.now().toISOString(),
      last_login: null,
      is_active: true,
      is_staff: false,
      is_superuser: false,
    });
    expect(Number.isInteger(body.id)).toBe(true);
  });

  it('knows names, avatar, staff and the last sign-in', async () => {
    const { email, username, access_token } = await app.signUp({ first_name: 'Ada' });
    await app.sql(
      'UPDATE users SET avatar_url = ?, is_staff = true, is_superuser = true WHERE username = ?',
      '/media/avatars/ada.png',
      username,
    );
    await app.rest('POST', '/api/v1/auth/login', { body: { login: email, password } });
    expect((await ask(path, { token: access_token })).body).toMatchObject({
      username,
      email,
      first_name: 'Ada',
      avatar: '/media/avatars/ada.png',
      last_login: app.now().toISOString(),
      is_staff: true,
      is_superuser: true,
    });
  });

  it.each([
    ['+49 30 901820', '30901820'],
    ['+1 212 555 0123', '2125550123'],
    ['+86 138 1234 5678', null],
    [null, null],
  ])('gives %j as %j', async (phone, number_phone) => {
    const { access_token: token } = account;
    await app.rest('PATCH', '/api/v1/me', { token, body: { phone } });
    expect((await ask(path, { token })).body.number_phone).toBe(number_phone);
  });

  it.each([
    ['garbage', '{"is_staff":', 'application/json'],
    ['garbage of no type', '\0\xff', null],
    ['of an unreadable type', 'x', ';;;'],
    ['of 200 KB', ' '.repeat(204_800), 'text/plain'],
  ])('ignores a body: %s', async (_, body, type) => {
    const sent = { token: account.access_token, body, headers: { 'content-type': type } };
    expect((await ask(path, sent)).status).toBe(200);
  });

  it.each([
    ['no header', null, missing],
    ['an empty one', '', missing],
    ['another scheme', 'Basic YTpi', missing],
    ['another scheme alone', 'Token', missing],
    ['the token alone', 'eyJhbGciOiJub25lIn0.e30.', missing],
    ['the scheme alone', 'Bearer', badHeader],
    ['the scheme and a space', 'Bearer ', badHeader],
    ['two tokens', 'Bearer a b', badHeader],
    ['garbage', 'Bearer garbage', notValid('Token is invalid')],
    ['no signature', 'Bearer eyJhbGciOiJub25lIn0.e30.', notValid('Token is invalid')],
  ])('answers %s as Django does', async (_, authorization, expected) => {
    const { status, headers, body } = await ask(path, { headers: { authorization } });
    expect([status, body]).toEqual([401, expected]);
    expect(headers.get('www-authenticate')).toBe('Bearer realm="api"');
  });

  it('answers a token of an ended session as invalid', async () => {
    const { access_token: token } = await app.signUp();
    await app.rest('POST', '/api/v1/auth/logout', { token });
    const { status, body } = await ask(path, { token });
    expect([status, body]).toEqual([401, notValid('Token is invalid')]);
  });

  it('answers a deactivated account with 401', async () => {
    const { username, access_token: token } = await app.signUp();
    await app.sql('UPDATE users SET is_active = false WHERE username = ?', username);
    const { status, body } = await ask(path, { token });
    expect([status, body]).toEqual([401, { detail: 'User is inactive', code: 'user_inactive' }]);
    const rest = await app.rest('GET', '/api/v1/me', { token });
    expect([rest.status, rest.body.code]).toEqual([401, 'invalid_token']);
  });

  it('answers a good token whose user is gone with 404', async () => {
    const { username, access_token: token } = await app.signUp();
    await app.sql('DELETE FROM users WHERE username = ?', username);
    const { status, body } = await ask(path, { token });
    expect([status, body]).toEqual([404, { error: 'The user cannot be found in the database.' }]);
    const rest = await app.rest('GET', '/api/v1/me', { token });
    expect([rest.status, rest.body.code]).toEqual([401, 'invalid_token']);
  });

  it('answers anything else with an error', async () => {
    const { refresh_token } = await app.signUp();
    const body = { refresh_token, scope: 'profile:write' };
    const narrowed = await app.rest('POST', '/api/v1/auth/refresh', { body });
    const answer = await ask(path, { token: String(narrowed.body.access_token) });
    expect(answer).toMatchObject({ status: 403, body: { error: expect.any(String) } });
    expect(Object.keys(answer.body)).toEqual(['error']);
  });

  it('checks an expired token to the second', async () => {
    const { access_token: token } = await app.signUp();
    app.clock.time += 899_999;
    expect((await ask(path, { token })).status).toBe(200);
    app.clock.time += 1;
    const { status, body } = await ask(path, { token });
    expect([status, body]).toEqual([401, notValid('Token is expired')]);
    account = await app.signUp();
  });
});

describe.each(paths)('Another method on %s', (path) => {
  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'QUERY'])(
    '%s is not allowed, but only to those who may know it',
    async (method) => {
      const body = method === 'HEAD' ? {} : { detail: `Method "${method}" not allowed.` };
      const allowed = await ask(path, { token: account.access_token }, method);
      expect([allowed.status, allowed.body]).toEqual([405, body]);
      const stranger = await ask(path, {}, method);
      expect([stranger.status, stranger.body]).toEqual([401, method === 'HEAD' ? {} : missing]);
    },
  );

  it('OPTIONS describes it, with a token', async () => {
    const { status, body } = await ask(path, { token: account.access_token }, 'OPTIONS');
    expect([status, body]).toMatchObject([200, { name: 'Profile' }]);
    expect((await ask(path, {}, 'OPTIONS')).status).toBe(401);
  });

  it('TRACE reflects nothing', async () => {
    const answer = await app.raw(`TRACE ${path}`, ['X-Secret: 1']);
    expect(answer).toMatchObject({ status: 401, body: missing });
    expect(answer?.headers.get('allow')).toBe('POST, OPTIONS');
  });
});
