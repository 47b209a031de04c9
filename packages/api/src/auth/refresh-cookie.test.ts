import { describe, expect, it } from 'vitest';
import { password } from '../testing/context.js';
import { testCookie } from '../testing/cookie.js';
import { openWithCookie } from '../testing/kept-session.js';

const refused = { reason: 'invalid_refresh_token', status: 401 };
const elsewhere = { reason: 'origin_not_allowed', status: 403 };
const month = 30 * 86_400_000;

describe('signing in', () => {
  it.each([
    ['login', { login: 'ada', password }],
    ['register', { email: 'eve@example.com', password }],
  ] as const)(
    'by %s leaves the refresh token in the cookie and not in the answer',
    async (how, input) => {
      const { as, services, at } = await openWithCookie();
      const cookie = testCookie();
      const asked = { ...input, token_delivery: 'cookie' as const };
      const tokens = await as({ cookie }).auth[how](asked as never);
      expect(Object.keys(tokens)).toEqual(['access_token', 'token_type', 'expires_in', 'scope']);
      const [{ token = '', expires_at } = {}, ...more] = cookie.kept;
      expect([more, expires_at]).toEqual([[], at(month)]);
      expect(services.refreshTokens.parse(token)?.generation).toBe(0);
      await expect(as().auth.refresh({ refresh_token: token })).resolves.toBeDefined();
    },
  );

  it.each([undefined, 'body' as const])(
    'leaves the cookie alone when asked for %s',
    async (token_delivery) => {
      const { as } = await openWithCookie();
      const cookie = testCookie({ sent: ['x'] });
      const tokens = await as({ cookie }).auth.login({
        login: 'ada',
        password,
        ...(token_delivery && { token_delivery }),
      });
      expect([typeof tokens.refresh_token, cookie.told]).toEqual(['string', []]);
    },
  );

  it('that opens no session sets no cookie', async () => {
    const { as } = await openWithCookie({ settings: { privateSignUp: true } });
    const cookie = testCookie();
    const token_delivery = 'cookie' as const;
    const { auth } = as({ cookie });
    expect(await auth.register({ email: 'eve@example.com', password, token_delivery })).toEqual({
      status: 'accepted',
    });
    const login = auth.login({ login: 'ada', password: 'wrong', token_delivery });
    await expect(login).rejects.toMatchObject({ reason: 'invalid_credentials' });
    expect(cookie.told).toEqual([]);
  });

  it('from a page that may not have it does nothing and counts nothing', async () => {
    const { as, rows } = await openWithCookie({ limits: { sign_in: 1, sign_up: 1 } });
    const cookie = testCookie({ allowed: false });
    const before = [await rows('users'), await rows('sessions')];
    const token_delivery = 'cookie' as const;
    for (let i = 0; i < 2; i++) {
      const { auth } = as({ cookie });
      const login = auth.login({ login: 'ada', password, token_delivery });
      await expect(login).rejects.toMatchObject(elsewhere);
      const register = auth.register({ email: 'eve@example.com', password, token_delivery });
      await expect(register).rejects.toMatchObject(elsewhere);
    }
    expect([await rows('users'), await rows('sessions')]).toEqual(before);
    expect(cookie.told).toEqual([]);
    await expect(as().auth.login({ login: 'ada', password })).resolves.toBeDefined();
  });
});

describe('refreshing', () => {
  it.each([undefined, {}, { token_delivery: 'cookie' as const }])(
    'with %j trades the token of the cookie for the next one in it',
    async (input) => {
      const { as, tokenOf, at, pass } = await openWithCookie();
      pass(1000);
      const cookie = testCookie({ sent: [tokenOf(0)] });
      const tokens = await as({ cookie }).auth.refresh(input);
      expect(tokens).not.toHaveProperty('refresh_token');
      expect(cookie.kept).toEqual([{ token: tokenOf(1), expires_at: at(month) }]);
    },
  );

  it('takes the token of the body before that of the cookie, which it does not look at', async () => {
    const { as, ada, tokenOf, find, services } = await openWithCookie();
    const other = await ada.openSession();
    const cookie = testCookie({ sent: [services.refreshTokens.write(other)], allowed: false });
    const tokens = await as({ cookie }).auth.refresh({ refresh_token: tokenOf(0) });
    expect([tokens.refresh_token, cookie.told]).toEqual([tokenOf(1), []]);
    expect((await find(other.id))?.generation).toBe(0);
  });

  it('takes a token of the body over into the cookie', async () => {
    const { as, tokenOf } = await openWithCookie();
    const cookie = testCookie();
    const input = { refresh_token: tokenOf(0), token_delivery: 'cookie' as const };
    expect(await as({ cookie }).auth.refresh(input)).not.toHaveProperty('refresh_token');
    expect(cookie.kept).toMatchObject([{ token: tokenOf(1) }]);
  });

  it('gives no token out of the cookie into a body, where a script could read it', async () => {
    const { as, tokenOf, find, ada } = await openWithCookie();
    const cookie = testCookie({ sent: [tokenOf(0)] });
    await expect(as({ cookie }).auth.refresh({ token_delivery: 'body' })).rejects.toMatchObject({
      reason: 'validation_error',
      details: { faults: [{ type: 'value_error', loc: ['body', 'token_delivery'] }] },
    });
    expect([(await find(ada.session))?.generation, cookie.told]).toEqual([0, []]);
  });

  it('answers a replay within the grace with the same cookie, and a later one with none and no session', async () => {
    const { as, tokenOf, pass, revoked, ada } = await openWithCookie();
    const replay = async () => {
      const cookie = testCookie({ sent: [tokenOf(0)] });
      const answer = await as({ cookie })
        .auth.refresh()
        .catch((error) => error.reason);
      return [typeof answer === 'string' ? answer : 'tokens', cookie.told];
    };
    expect(await replay()).toEqual(['tokens', ['keep']]);
    pass(10_000);
    expect(await replay()).toEqual(['tokens', ['keep']]);
    pass(1);
    expect(await replay()).toEqual(['invalid_refresh_token', ['forget']]);
    expect(await revoked(ada.session)).toBe(true);
  });

  it.each(['', 'made-up', 'x'.repeat(16_000), '"quoted"'])(
    'has the browser forget %.20s, which is no token',
    async (text) => {
      const { as } = await openWithCookie();
      const cookie = testCookie({ sent: [text] });
      await expect(as({ cookie }).auth.refresh()).rejects.toMatchObject(refused);
      expect(cookie.told).toEqual(['forget']);
    },
  );

  it('keeps what was refused for another reason', async () => {
    const { as, tokenOf } = await openWithCookie({ limits: { refresh: 1 } });
    const first = testCookie({ sent: [tokenOf(0)] });
    await as({ cookie: first }).auth.refresh();
    const next = testCookie({ sent: [tokenOf(1)] });
    const { auth } = as({ cookie: next });
    await expect(auth.refresh()).rejects.toMatchObject({ reason: 'too_many_requests' });
    expect(next.told).toEqual([]);
  });

  it('takes neither of two cookies, and leaves both', async () => {
    const { as, tokenOf, find, ada } = await openWithCookie();
    const eve = await as().auth.register({ email: 'eve@example.com', password });
    const planted = 'refresh_token' in eve ? String(eve.refresh_token) : '';
    for (const sent of [
      [tokenOf(0), planted],
      [planted, tokenOf(0)],
    ]) {
      const cookie = testCookie({ sent });
      await expect(as({ cookie }).auth.refresh()).rejects.toMatchObject(refused);
      expect(cookie.told).toEqual([]);
    }
    expect((await find(ada.session))?.generation).toBe(0);
  });

  it('without any token says to a page that there is no session, and to others what is missing', async () => {
    const { as } = await openWithCookie();
    const missing = (loc: string[]) => ({
      details: { faults: [{ type: 'missing', loc, msg: 'Field required' }] },
    });
    const page = () => as({ cookie: testCookie() }).auth;
    await expect(page().refresh()).rejects.toMatchObject(refused);
    await expect(page().refresh({})).rejects.toMatchObject(refused);
    await expect(as().auth.refresh()).rejects.toMatchObject(missing(['body']));
    await expect(as().auth.refresh(null)).rejects.toMatchObject(missing(['body']));
    await expect(as().auth.refresh({})).rejects.toMatchObject(missing(['body', 'refresh_token']));
    const cookie = as().auth.refresh({ token_delivery: 'cookie' });
    await expect(cookie).rejects.toMatchObject(elsewhere);
  });

  it('from a page that may not have it spends nothing', async () => {
    const { as, tokenOf, find, ada } = await openWithCookie();
    const cookie = testCookie({ sent: [tokenOf(0)], allowed: false });
    const { auth } = as({ cookie });
    for (const input of [undefined, {}, { token_delivery: 'body' as const }]) {
      await expect(auth.refresh(input)).rejects.toMatchObject(elsewhere);
    }
    const moved = { refresh_token: tokenOf(0), token_delivery: 'cookie' as const };
    await expect(auth.refresh(moved)).rejects.toMatchObject(elsewhere);
    expect([(await find(ada.session))?.generation, cookie.told]).toEqual([0, []]);
  });
});
