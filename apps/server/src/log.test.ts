import { afterEach, expect, it, vi } from 'vitest';
import { describeError } from './log.js';
import { password, startApp, type TestApp } from './testing/app.js';
import { captureLog } from './testing/log.js';

let app: TestApp;
afterEach(() => app.close());

/** Starts an app whose log is read here. */
async function startLogged(): Promise<string[]> {
  app = await startApp({ LOG_LEVEL: 'debug' });
  return captureLog(app);
}

const next = 'quiet-lantern-58-harbor';
const query = 'query-that-is-private';
const typed = 'value-that-is-private';
const me = '/api/v1/me';
const auth = '/api/v1/auth';

it('the log of requests that succeed and fail has no token, password, value or query in it', async () => {
  const log = await startLogged();
  const account = await app.signUp({ first_name: typed });
  const { access_token: token, refresh_token, email } = account;
  const post = (path: string, body: unknown, bearer?: string) =>
    app.rest('POST', path, { body, token: bearer });

  await app.rest('GET', `${me}?token=${query}`, { token });
  await app.rest('GET', `${me}?token=${query}`);
  await app.rest('GET', `/nothing/${query}?token=${query}`, { token });
  await app.raw(`GET /%zz?token=${query}`, [`Authorization: Bearer ${token}`]);
  await app.raw(`GET ${me}`, [`Authorization: Bearer ${token}`, `X-Long: ${'a'.repeat(17_000)}`]);
  await app.raw(`BREW ${me}?token=${query}`, [`Authorization: Bearer ${token}`]);
  await app.rest('GET', me, { token: `${token}x` });
  await app.rest('GET', me, { headers: { authorization: `Basic ${typed}` } });
  await app.rest('PUT', `${me}?token=${query}`, { token, body: typed });
  await app.rest('PATCH', me, { token, body: { display_name: typed } });
  await app.rest('PATCH', me, { token, body: { display_name: [typed], [typed]: 1 } });
  await app.rest('PATCH', me, { token, body: `{"${typed}` });
  await app.rest('PATCH', me, { token, body: {}, headers: { 'if-match': typed } });
  await app.rest('PATCH', me, { token, body: typed.repeat(10_000) });
  await app.rpc('profile.update', { display_name: typed, [typed]: 1 }, token);
  await app.rpc('profile.get', { [query]: 1 }, token);
  await app.rest('POST', `/trpc/${query}?batch=1&input=${query}`, { token, body: typed });
  await post(`${auth}/login`, { login: email, password });
  await post(`${auth}/login`, { login: typed, password: typed });
  await post(`${auth}/register`, { email, password });
  await post(`${auth}/refresh`, { refresh_token });
  await post(`${auth}/refresh`, { refresh_token: `${refresh_token}x` });
  const { publicUrl: origin } = app.config;
  const headers = { origin, cookie: `profile_refresh=${refresh_token}` };
  const keeping = { login: email, password, token_delivery: 'cookie' };
  const kept = await app.rest('POST', `${auth}/login`, { body: keeping, headers });
  const [, keptToken = ''] = /=(ses_[^;]+)/.exec(kept.headers.get('set-cookie') ?? '') ?? [];
  expect(keptToken).not.toBe('');
  await app.rest('POST', `${auth}/refresh`, { headers });
  await app.rest('POST', `${auth}/refresh`, { headers: { ...headers, origin: query } });
  await app.rest('POST', `${auth}/logout`, {
    headers: { origin, cookie: `profile_refresh=${typed}` },
  });
  await post(`${me}/password`, { current_password: typed, new_password: next }, token);
  await post(`${me}/password`, { current_password: password, new_password: next }, token);
  await post(`${me}/verify-email/confirm`, { token: typed }, token);
  await post('/api/profile/', typed, token);
  await app.rest('GET', `/account/verify-email?token=${query}`).catch(() => {});

  // What nobody foresaw: the driver's errors quote a query and its values.
  await app.sql('ALTER TABLE users RENAME COLUMN last_name TO family_name');
  expect((await app.rest('PATCH', me, { token, body: { display_name: typed } })).status).toBe(500);
  expect((await app.rpc('profile.update', { display_name: typed }, token)).status).toBe(500);
  expect((await post('/api/profile/', {}, token)).status).toBe(500);
  expect((await post(`${auth}/login`, { login: email, password: next })).status).toBe(500);
  expect((await post(`${auth}/register`, { email: `x${email}`, password: next })).status).toBe(500);

  const text = log.join('');
  const secrets = [token, refresh_token, keptToken, password, next, query, typed, email, '$argon2'];
  for (const secret of secrets) expect(text).not.toContain(secret);
  // The signatures by themselves would do as much harm.
  for (const secret of [token, refresh_token, keptToken])
    expect(text).not.toContain(secret.slice(-20));

  const entries = log.map((line) => JSON.parse(line) as { msg: string; level: number });
  expect(entries.filter(({ msg }) => msg === 'request').length).toBeGreaterThan(25);
  const failed = entries.filter(({ msg }) => msg === 'internal error');
  expect(failed).toHaveLength(5);
  for (const entry of failed) {
    expect(entry).toMatchObject({ level: 50, err: { stack: expect.stringContaining('    at ') } });
  }
});

it('a request is one line that names it as its answer does', async () => {
  const log = await startLogged();
  const { headers } = await app.rest('GET', `${me}?a=b`);
  // It is written when the answer is out, so maybe after we had it.
  await vi.waitFor(() => expect(log).toHaveLength(1));
  const entries = log.map((line) => JSON.parse(line) as object);
  expect(entries).toMatchObject([
    { msg: 'request', id: headers.get('x-request-id'), method: 'GET', route: me, status: 401 },
  ]);
});

it.each([
  ['GET /api/v1/me', 200, { operation: 'profile.get' }],
  ['GET /trpc/profile.get', 200, { operation: 'profile.get' }],
  [
    'GET /trpc/profile.get,sessions.list,profile.get?batch=1',
    200,
    { operation: 'profile.get,sessions.list' },
  ],
  ['GET /trpc/profile.get,made.up?batch=1', 207, { operation: 'profile.get', code: 'not_found' }],
  ['GET /trpc/made.up', 404, { operation: undefined, user: undefined, code: 'not_found' }],
  ['POST /api/profile/', 200, { operation: 'legacy.profile' }],
  ['POST /api/v1/me/password', 422, { operation: 'password.change', code: 'validation_error' }],
  ['POST /oauth/token', 400, { route: '/oauth/token', user: undefined, code: 'invalid_request' }],
  ['GET /nothing', 404, { route: undefined, user: undefined, code: 'not_found' }],
  ['GET /%zz', 400, { route: undefined, user: undefined, code: 'malformed_request' }],
])(
  'the line of %s says what was asked for, by whom, and why it was refused',
  async (request, status, says) => {
    const log = await startLogged();
    const { access_token } = await app.signUp();
    const user = (await app.store.accounts.byUsername('person1'))?.id;
    const sent = [`Authorization: Bearer ${access_token}`];
    await app.raw(request, sent, '');
    const find = () =>
      log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request')[1];
    await vi.waitFor(() => expect(find()).toBeDefined());
    const line = { route: expect.any(String), code: undefined, user, ...says };
    expect(find()).toMatchObject({ status, ms: expect.any(Number) });
    for (const [name, value] of Object.entries(line)) expect(find()[name]).toEqual(value);
  },
);

it('a batch of which several are refused names each reason once', async () => {
  const log = await startLogged();
  await app.rest('GET', '/trpc/profile.get,sessions.list,made.up?batch=1');
  await vi.waitFor(() => expect(log.length).toBeGreaterThan(0));
  const { code } = JSON.parse(log[0] ?? '');
  expect(code.split(',').sort()).toEqual(['not_authenticated', 'not_found']);
});

it('who made a refusal legacy clients know is told by the same code', async () => {
  const log = await startLogged();
  await app.rest('POST', '/api/profile/');
  await vi.waitFor(() => expect(log).toHaveLength(1));
  expect(JSON.parse(log[0] ?? '')).toMatchObject({ status: 401, code: 'not_authenticated' });
});

it('a security event has a line under the id of its request, at every level but silent', async () => {
  for (const [level, events] of [
    ['error', ['account.created', 'session.signed_in', 'session.sign_in_refused']],
    ['silent', []],
  ] as const) {
    app = await startApp({ LOG_LEVEL: level });
    const log = captureLog(app);
    const { email } = await app.signUp();
    const headers = { 'x-request-id': 'of-this-test' };
    await app.rest('POST', `${auth}/login`, { body: { login: email, password: next }, headers });
    const lines = log.map((line) => JSON.parse(line));
    expect(lines.map(({ audit }) => audit)).toEqual(events);
    if (level === 'silent') continue;
    const user = (await app.store.accounts.byEmail(email))?.id;
    const { login, ...last } = lines.at(-1);
    expect(last).toEqual({
      level: 30,
      time: expect.any(Number),
      id: 'of-this-test',
      audit: 'session.sign_in_refused',
      user,
      reason: 'wrong_password',
      ip: '127.0.0.1',
      msg: 'audit',
    });
    expect(login).toBe(app.services.pseudonym(JSON.stringify({ email })));
    await app.close();
  }
  app = await startApp();
});

it.each([
  ['info', [me]],
  ['debug', [me, '/readyz']],
  ['warn', []],
])('at %s requests of %j have a line', async (level, routes) => {
  app = await startApp({ LOG_LEVEL: level });
  const log = captureLog(app);
  await app.rest('GET', me);
  await app.rest('GET', '/readyz');
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(log.map((line) => JSON.parse(line).route)).toEqual(routes);
});

it('an error with causes keeps where each happened and not what a query had in it', async () => {
  await startLogged();
  const cause = Object.assign(new Error('near "x": syntax error'), { code: 'SQLITE_ERROR' });
  const error = new Error(`Failed query: select ?\nparams: ${typed}`, { cause });
  error.name = 'DrizzleQueryError';
  const described = describeError(error);
  expect(described).toMatchObject({
    type: 'DrizzleQueryError',
    message: '',
    cause: { message: 'near "x": syntax error', code: 'SQLITE_ERROR' },
  });
  expect(JSON.stringify(described)).not.toContain(typed);
  expect(describeError(typed)).toEqual({ type: 'string', message: '', stack: '' });
});
