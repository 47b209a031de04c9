import { beforeEach, describe, expect, it } from 'vitest';
import { openApi, password } from '../testing/context.js';
import { verify } from '../testing/hashing.js';
import { network } from './limits.js';

beforeEach(() => void verify.mockClear());

const limited = (retryAfter: number) => ({
  reason: 'too_many_requests',
  status: 429,
  details: { retryAfter },
});
const wrong = { reason: 'invalid_credentials' };

describe('the limit of sign-ins', () => {
  it('refuses even the right password when it is used up, until it starts anew', async () => {
    // Caught: the limiter's memory of who is refused went by Date, and not by the clock of the services.
    const { as, account, pass } = await openApi({ limits: { sign_in: 2 } });
    await account();
    const login = (given: string) => as().auth.login({ login: 'ada', password: given });
    await expect(login('wrong')).rejects.toMatchObject(wrong);
    pass(20_500);
    await expect(login('wrong')).rejects.toMatchObject(wrong);
    await expect(login(password)).rejects.toMatchObject(limited(40));
    pass(39_499);
    await expect(login(password)).rejects.toMatchObject(limited(1));
    pass(2);
    await expect(login(password)).resolves.toBeDefined();
  });

  it('is counted before the work: of a hundred at once only so many are evaluated', async () => {
    const { as, account } = await openApi({ limits: { sign_in: 5 } });
    await account();
    const tries = Array.from({ length: 100 }, (_, i) =>
      as().auth.login({ login: i % 2 ? 'ada' : 'ADA', password: `wrong ${i}` }),
    );
    const outcomes = await Promise.allSettled(tries);
    const refused = outcomes.filter(
      (outcome) => outcome.status === 'rejected' && outcome.reason.reason === 'too_many_requests',
    );
    expect(refused).toHaveLength(95);
    expect(verify).toHaveBeenCalledTimes(5);
  });

  it('is the same for an account that does not exist, and each login has its own', async () => {
    const { as, account } = await openApi({ limits: { sign_in: 1 } });
    await account();
    for (const login of ['nobody', 'nobody@example.com', 'ada', 'ada@example.com']) {
      const attempt = () => as().auth.login({ login, password: 'wrong' });
      await expect(attempt()).rejects.toMatchObject(wrong);
      await expect(attempt()).rejects.toMatchObject(limited(60));
    }
  });

  it('is shared by the hosts of one IPv6 network, and by no others', async () => {
    const { as } = await openApi({ limits: { sign_in_address: 2 } });
    const attempt = (ip: string, i: number) =>
      as({ ip }).auth.login({ login: `nobody ${i}`, password: 'wrong' });
    await expect(attempt('2001:db8::1', 1)).rejects.toMatchObject(wrong);
    await expect(attempt('2001:db8:0:0:ffff::2', 2)).rejects.toMatchObject(wrong);
    await expect(attempt('2001:db8::3', 3)).rejects.toMatchObject(limited(60));
    await expect(attempt('2001:db8:0:1::3', 4)).rejects.toMatchObject(wrong);
  });

  it('is not used up by an address that is refused', async () => {
    const { as } = await openApi({ limits: { sign_in_address: 1, sign_in: 1 } });
    const attempt = (ip: string, login: string) => as({ ip }).auth.login({ login, password: 'x' });
    await expect(attempt('192.0.2.1', 'grace')).rejects.toMatchObject(wrong);
    await expect(attempt('192.0.2.1', 'ada')).rejects.toMatchObject(limited(60));
    await expect(attempt('192.0.2.2', 'ada')).rejects.toMatchObject(wrong);
    await expect(attempt('192.0.2.3', 'ada')).rejects.toMatchObject(limited(60));
  });

  it('is kept in the database without the login in clear', async () => {
    const { as, execute } = await openApi({ limits: {} });
    await as()
      .auth.login({ login: 'typed-by-mistake', password: 'wrong' })
      .catch(() => {});
    const text = JSON.stringify(await execute('SELECT * FROM counters'));
    expect(text).toContain('sign_in:');
    expect(text).not.toContain('typed-by-mistake');
    expect(text).not.toContain('192.0.2.1');
  });
});

describe('the limit of sign-ups', () => {
  it('does not count what validation refuses, and counts what fails later', async () => {
    const { as, account } = await openApi({ limits: { sign_up: 1 } });
    await account();
    const register = (given: object) =>
      as().auth.register({ email: 'ada@example.com', password, ...given });
    for (const bad of [{ password: 'password1' }, { password: 'x' }, { email: 'x' }, { x: 1 }]) {
      await expect(register(bad)).rejects.toMatchObject({ status: 422 });
    }
    await expect(register({})).rejects.toMatchObject({ reason: 'email_taken' });
    await expect(register({ email: 'new@example.com' })).rejects.toMatchObject(limited(60));
  });
});

describe('the limit of refreshes', () => {
  it('is of one session, and not for a made-up token or a refused scope to use up', async () => {
    // Caught: a refresh that was refused for its scope was counted.
    const { as, account, store, services } = await openApi({ limits: { refresh: 1 } });
    const { openSession } = await account();
    const session = await openSession('profile:read');
    const token = services.refreshTokens.write(session);
    const refresh = (refresh_token: string, scope?: string) =>
      as().auth.refresh({ refresh_token, ...(scope && { scope }) });
    const madeUp = `${token.slice(0, -3)}AAA`;
    await expect(refresh(madeUp)).rejects.toMatchObject({ reason: 'invalid_refresh_token' });
    await expect(refresh(token, 'profile:write')).rejects.toMatchObject({ status: 422 });
    const { refresh_token } = await refresh(token);
    await expect(refresh(refresh_token ?? '')).rejects.toMatchObject(limited(60));
    expect((await store.sessions.withUser(session.id))?.session.generation).toBe(1);

    const other = services.refreshTokens.write(await openSession());
    await expect(refresh(other)).resolves.toBeDefined();
  });
});

describe('the limits of a signed-in user', () => {
  it('count tries at the password, but no strange ones at signing in', async () => {
    const { as, account } = await openApi({ limits: { password: 1, sign_in: 1 } });
    const { session } = await account();
    await as()
      .auth.login({ login: 'ada', password: 'wrong' })
      .catch(() => {});
    const change = (current_password: string, new_password = 'quiet-lantern-58') =>
      as({ session }).password.change({ current_password, new_password });
    await expect(change(password, 'password1')).rejects.toMatchObject({ status: 422 });
    await expect(change('wrong')).rejects.toMatchObject({ reason: 'invalid_current_password' });
    await expect(change(password)).rejects.toMatchObject(limited(60));
  });

  it('count tries at mailed tokens and codes together', async () => {
    const { as, account } = await openApi({ limits: { mail_token: 2 } });
    const { session } = await account();
    const { confirmVerification } = as({ session }).email;
    const invalid = { reason: 'invalid_mail_token' };
    await expect(confirmVerification({ token: 'x' })).rejects.toMatchObject(invalid);
    await expect(confirmVerification({ code: 'x' } as never)).rejects.toMatchObject({
      status: 422,
    });
    await expect(confirmVerification({ code: '000000' })).rejects.toMatchObject(invalid);
    await expect(confirmVerification({ token: 'x' })).rejects.toMatchObject(limited(60));
  });
});

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8::1', '20010db800000000'],
  ['2001:DB8:0:0:ffff:ffff:ffff:ffff', '20010db800000000'],
  ['2001:db8:0:1::1', '20010db800000001'],
  ['::1', '0000000000000000'],
  ['fe80::1%eth0', 'fe80000000000000'],
  ['not an address', 'unknown'],
  ['203.0.113.9:5000', '203.0.113.9'],
  ['[2001:db8::1]:443', '20010db800000000'],
])('network(%s) is %s', (ip, expected) => {
  expect(network(ip)).toBe(expected);
});
