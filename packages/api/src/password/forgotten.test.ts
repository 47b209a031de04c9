import { beforeEach, describe, expect, it } from 'vitest';
import { userOfIdentity } from '../auth/identity.js';
import { openApi, password } from '../testing/context.js';
import { hash, verify } from '../testing/hashing.js';

beforeEach(() => {
  hash.mockClear();
  verify.mockClear();
});

const invalid = { reason: 'invalid_mail_token', status: 400 };
const fresh = 'quiet-lantern-58-harbor';
const hour = 3_600_000;

async function openForgotten(options?: Parameters<typeof openApi>[0]) {
  const api = await openApi(options);
  const account = await api.account();
  const { auth } = api.as();
  const forgot = (email = 'ada@example.com') => auth.forgotPassword({ email });
  await forgot();
  const { token } = await api.mailed(account.id, 'reset-password');
  const reset = (given = token, new_password = fresh) =>
    auth.resetPassword({ token: given, new_password });
  const login = (secret: string) => auth.login({ login: 'ada', password: secret });
  return { ...api, ...account, auth, forgot, reset, token, login };
}

describe('auth.forgotPassword', () => {
  it('mails a link for an hour, whose secret is in no table', async () => {
    const { mails, mailed, id, at, token } = await openForgotten();
    const { row } = await mailed(id, 'reset-password');
    expect(row).toMatchObject({ address: 'ada@example.com', expires_at: at(hour) });
    const [mail, ...more] = await mails();
    expect(more).toEqual([]);
    expect(mail).toMatchObject({
      kind: 'reset-password',
      address: 'ada@example.com',
      data: { mail_token_id: row.id, at: at(), ip: '192.0.2.1', user_agent: 'vitest' },
    });
    expect(JSON.stringify([mail, row])).not.toContain(token.slice(22));
  });

  it.each([
    ['an unknown address', 'nobody@example.com', ''],
    ['a deactivated account', 'ada@example.com', 'is_active = false'],
    [
      'an account of another issuer',
      'ada@example.com',
      "password_hash = NULL, issuer = 'https://x', email_verified = true",
    ],
  ])('answers the same for %s, and mails nothing', async (_, address, change) => {
    const { as, account, execute, mails } = await openApi();
    await account();
    if (change) await execute(`UPDATE users SET ${change}`);
    expect(await as().auth.forgotPassword({ email: address })).toEqual({ status: 'accepted' });
    expect(await mails()).toEqual([]);
    expect(hash).not.toHaveBeenCalled();
    expect(verify).not.toHaveBeenCalled();
  });

  it('finds the account whatever the case', async () => {
    const { as, account, mails } = await openApi();
    await account();
    await as().auth.forgotPassword({ email: 'ADA@Example.com' });
    expect(await mails()).toMatchObject([{ address: 'ada@example.com' }]);
  });

  it('kills the link before', async () => {
    const { forgot, reset, token, mailed, id, pass } = await openForgotten();
    pass(1000);
    await forgot();
    await expect(reset(token)).rejects.toMatchObject(invalid);
    await expect(reset((await mailed(id, 'reset-password')).token)).resolves.toBeUndefined();
  });

  it.each(['ada@example.com', 'nobody@example.com'])(
    'is limited by what was typed, for %s too, whatever the case, and by the network',
    async (email) => {
      const { as } = await openApi({ limits: { forgot: 2, forgot_address: 4 } });
      const ask = (typed: string, ip: string) => as({ ip }).auth.forgotPassword({ email: typed });
      await ask(email, '192.0.2.1');
      await ask(email.toUpperCase(), '192.0.2.2');
      const limited = { reason: 'too_many_requests', status: 429 };
      await expect(ask(email, '192.0.2.3')).rejects.toMatchObject(limited);
      for (const each of ['b', 'c', 'd', 'e']) await ask(`${each}@example.com`, '192.0.2.9');
      await expect(ask('f@example.com', '192.0.2.9')).rejects.toMatchObject(limited);
    },
  );

  it('takes a redirect of the list, and no other', async () => {
    const { as, account, mails } = await openApi();
    await account();
    const ask = (redirect: string) =>
      as().auth.forgotPassword({ email: 'ada@example.com', redirect });
    for (const redirect of [
      'https://app.example.com/welcome/',
      'https://app.example.com/welcome?x',
      'https://app.example.com.evil.example/welcome',
      'HTTPS://app.example.com/welcome',
      'javascript:alert(1)',
      '//evil.example/',
    ]) {
      await expect(ask(redirect)).rejects.toMatchObject({
        details: { faults: [{ type: 'value_error', loc: ['body', 'redirect'] }] },
      });
    }
    expect(await mails()).toEqual([]);
    await ask('https://app.example.com/welcome');
    expect(await mails()).toMatchObject([
      { data: { redirect: 'https://app.example.com/welcome' } },
    ]);
  });
});

describe('auth.resetPassword', () => {
  it('sets the password, proves the address, ends every session and tells the address', async () => {
    const { reset, login, store, id, session, as, mails, at, pass } = await openForgotten();
    pass(1000);
    await reset();
    expect(await store.accounts.byId(id)).toMatchObject({ email_verified: true, version: 2 });
    await expect(login(fresh)).resolves.toBeDefined();
    await expect(login(password)).rejects.toMatchObject({ reason: 'invalid_credentials' });
    await expect(as({ session }).profile.get()).rejects.toMatchObject({ reason: 'invalid_token' });
    expect((await mails()).map(({ kind }) => kind).sort()).toEqual([
      'password-changed',
      'reset-password',
    ]);
    const notice = (await mails()).find(({ kind }) => kind === 'password-changed');
    expect(notice?.data).toMatchObject({ at: at(), ip: '192.0.2.1' });
  });

  it('works once', async () => {
    const { reset } = await openForgotten();
    await reset();
    await expect(reset(undefined, 'another-lantern-58')).rejects.toMatchObject(invalid);
  });

  it('works for an hour', async () => {
    const { reset, pass } = await openForgotten();
    pass(hour);
    await expect(reset()).rejects.toMatchObject(invalid);
  });

  it('kills every other mailed link and code', async () => {
    const { reset, as, openSession, session, mailed, id } = await openForgotten();
    await as({ session }).email.requestVerification();
    const { token } = await mailed(id);
    await reset();
    const next = (await openSession()).id;
    const confirm = as({ session: next }).email.confirmVerification({ token });
    await expect(confirm).rejects.toMatchObject(invalid);
  });

  it('takes a planted password and its sessions away', async () => {
    const { as, store, services, mailed } = await openApi();
    const planted = 'planted-by-eve-58';
    const tokens = await as().auth.register({ email: 'victim@example.com', password: planted });
    if ('status' in tokens) throw new Error('Sign-up was private');
    const session = services.refreshTokens.parse(tokens.refresh_token ?? '')?.id;
    const victim = await store.accounts.byEmail('victim@example.com');
    await as().auth.forgotPassword({ email: 'victim@example.com' });
    const { token } = await mailed(victim?.id ?? '', 'reset-password');
    await as().auth.resetPassword({ token, new_password: fresh });
    await expect(as({ session }).profile.get()).rejects.toMatchObject({ reason: 'invalid_token' });
    const login = as().auth.login({ login: 'victim@example.com', password: planted });
    await expect(login).rejects.toMatchObject({ reason: 'invalid_credentials' });
    expect((await store.accounts.byEmail('victim@example.com'))?.email_verified).toBe(true);
  });

  it('forgets the address that a change was waiting for', async () => {
    const { reset, as, session, store, id } = await openForgotten();
    await as({ session }).email.change({ email: 'p@evil.example', current_password: password });
    await reset();
    expect((await store.accounts.byId(id))?.pending_email).toBeNull();
  });

  it('is not kept from the owner by tries of whoever is signed in', async () => {
    const { reset, as, session } = await openForgotten({ limits: { mail_token: 2 } });
    const { email } = as({ session });
    for (let i = 0; i < 3; i++) {
      await expect(email.confirmVerification({ token: 'garbage' })).rejects.toThrow();
    }
    await expect(reset()).resolves.toBeUndefined();
  });

  it('gives an account to the address’s owner that an issuer made without proof', async () => {
    const { as, store, services, mailed } = await openApi();
    const identity = {
      issuer: 'https://x.test',
      subject: 'planter',
      email: 'victim@example.com',
      email_verified: false,
      username: undefined,
      first_name: undefined,
      last_name: undefined,
      locale: undefined,
      iat: services.now().getTime() / 1000,
    };
    const planted = await userOfIdentity(services, identity);
    await as().auth.forgotPassword({ email: 'victim@example.com' });
    const { token } = await mailed(planted?.id ?? '', 'reset-password');
    await as().auth.resetPassword({ token, new_password: fresh });
    expect(await store.accounts.byIdentity('https://x.test', 'planter')).toBeUndefined();
    const login = as().auth.login({ login: 'victim@example.com', password: fresh });
    await expect(login).resolves.toBeDefined();
  });

  it.each([
    ['too short', 'short', /at least 8 characters$/],
    ['a common one', 'password1', /most common/],
    ['the own address', 'ada@example.com', /must not be your email address/],
    ['the current one', password, /must differ from the current one/],
  ])('refuses a password that is %s, and the link stays good', async (_, given, sentence) => {
    const { reset } = await openForgotten();
    await expect(reset(undefined, given)).rejects.toMatchObject({
      status: 422,
      details: {
        faults: [{ loc: ['body', 'new_password'], msg: expect.stringMatching(sentence) }],
      },
    });
    await expect(reset()).resolves.toBeUndefined();
  });

  it.each([
    ['garbage', () => 'garbage'],
    ['a token with another proof', (token: string) => `${token.slice(0, -2)}AA`],
    ['the id of its row', (token: string) => token.slice(0, 22)],
  ])('refuses %s without hashing anything', async (_, forge) => {
    const { reset, token } = await openForgotten();
    await expect(reset(forge(token))).rejects.toMatchObject(invalid);
    expect(hash).not.toHaveBeenCalled();
    expect(verify).not.toHaveBeenCalled();
  });

  it('refuses a token of another purpose', async () => {
    const { reset, as, session, mailed, id } = await openForgotten();
    await as({ session }).email.requestVerification();
    await expect(reset((await mailed(id)).token)).rejects.toMatchObject(invalid);
  });

  it.each([
    ['the address has changed', "email = 'new@example.com'"],
    ['the account is deactivated', 'is_active = false'],
    ['another issuer has proved the account by now', 'password_hash = NULL, email_verified = true'],
  ])('refuses when %s', async (_, change) => {
    const { reset, execute } = await openForgotten();
    await execute(`UPDATE users SET ${change}`);
    await expect(reset()).rejects.toMatchObject(invalid);
  });

  it('lets one of several at once win', async () => {
    const { reset, services, store, id, mails } = await openForgotten();
    const wishes = ['quiet-lantern-1', 'quiet-lantern-2', 'quiet-lantern-3'];
    const outcomes = await Promise.allSettled(wishes.map((wish) => reset(undefined, wish)));
    const winners = wishes.filter((_, i) => outcomes[i]?.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    const stored = (await store.accounts.byId(id))?.password_hash ?? '';
    expect(await services.passwords.matches(stored, winners[0] ?? '')).toBe(true);
    expect(await mails()).toHaveLength(2);
  });
});
