import { beforeEach, describe, expect, it } from 'vitest';
import { allScopes, openApi, password } from '../testing/context.js';
import { hash } from '../testing/hashing.js';

beforeEach(() => void hash.mockClear());

const ada = { email: 'ada@Example.com', password, username: 'Ada' };

describe('register', () => {
  it('makes an account, opens a session with every scope and starts the first verification', async () => {
    const { as, store, services, mails, at } = await openApi();
    const names = { first_name: ' Ada ', last_name: 'Lovelace' };
    const tokens = await as({ userAgent: 'x'.repeat(500) }).auth.register({ ...ada, ...names });
    expect(tokens).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 900,
      refresh_token: expect.any(String),
      scope: allScopes,
    });

    if ('status' in tokens) throw new Error('Sign-up was private');
    const claim = services.refreshTokens.parse(tokens.refresh_token ?? '');
    const found = await store.sessions.withUser(claim?.id ?? '');
    expect(found?.user).toMatchObject({
      id: expect.stringMatching(/^usr_[0-9a-z]{26}$/),
      username: 'Ada',
      email: 'ada@example.com',
      email_verified: false,
      first_name: 'Ada',
      last_name: 'Lovelace',
      created_at: at(),
      version: 1,
    });
    expect(found?.session).toMatchObject({ ip: '192.0.2.1', user_agent: 'x'.repeat(400) });
    expect(await as({ session: claim?.id }).email.verification()).toEqual({
      status: 'pending',
      email: 'ada@example.com',
      pending_email: null,
      sent_at: at(),
      expires_at: at(86_400_000),
      resend_available_at: at(60_000),
    });
    expect(await mails()).toMatchObject([
      { kind: 'verify-email', address: 'ada@example.com', user_id: found?.user.id },
    ]);
  });

  it('starts the cooldown of the next verification mail', async () => {
    const { as, services, pass } = await openApi();
    const tokens = await as().auth.register(ada);
    if ('status' in tokens) throw new Error('Sign-up was private');
    const session = services.refreshTokens.parse(tokens.refresh_token ?? '')?.id;
    pass(20_000);
    await expect(as({ session }).email.requestVerification()).rejects.toMatchObject({
      reason: 'verification_cooldown',
      details: { retryAfter: 40 },
    });
  });

  it('keeps only a hash of the password, by the parameters of now', async () => {
    const { as, store } = await openApi();
    await as().auth.register(ada);
    const user = await store.accounts.byUsername('ada');
    expect(user?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(JSON.stringify(user)).not.toContain(password);
  });

  it('makes a username up when none is given', async () => {
    const { as, store } = await openApi();
    for (const email of ['ada@example.com', 'eve@example.com']) {
      await as().auth.register({ email, password });
      const user = await store.accounts.byEmail(email);
      expect(user?.username).toMatch(/^user_[0-9a-hjkmnp-tv-z]{10}$/);
    }
  });

  it.each([
    ['the address', 'email_taken', { ...ada, username: 'other' }],
    ['the address in another case', 'email_taken', { email: 'ADA@EXAMPLE.COM', password }],
    ['the username', 'username_taken', { ...ada, email: 'other@example.com' }],
    [
      'the username in another case',
      'username_taken',
      { ...ada, email: 'other@example.com', username: 'aDA' },
    ],
    ['both', 'email_taken', ada],
  ])('refuses %s a second time as %s', async (_, reason, again) => {
    const { as, mails, account } = await openApi();
    const { openSession } = await account();
    await expect(as().auth.register(again)).rejects.toMatchObject({ reason, status: 409 });
    expect(await mails()).toEqual([]);
    await expect(openSession()).resolves.toBeDefined();
  });

  it('gives an address to one of several who ask at once', async () => {
    const { as } = await openApi();
    const tries = ['ada@example.com', 'Ada@example.com', 'ADA@example.com'].map((email) =>
      as().auth.register({ email, password }),
    );
    const outcomes = await Promise.allSettled(tries);
    const lost = { status: 'rejected', reason: { reason: 'email_taken' } };
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toMatchObject([lost, lost]);
  });

  const common = 'Value error, This password is one of the most common ones; choose another';
  const own = 'Value error, The password must not be your email address or username';
  it.each([
    ['password1', {}, common],
    ['PassWord1', {}, common],
    ['ｐassword1', {}, common],
    ['ada-lovelace', { email: 'ada-lovelace@example.com' }, own],
    ['Ada-LoveLace', { email: 'ada-lovelace@example.com' }, own],
    ['lovelace@example.com', { email: 'Lovelace@Example.com' }, own],
    ['countess-ada', { username: 'Countess-Ada' }, own],
  ])('refuses the weak password %s of %j before any hashing', async (weak, person, msg) => {
    const { as, store } = await openApi({ limits: { sign_up: 1 } });
    const refused = as().auth.register({ ...ada, ...person, password: weak });
    await expect(refused).rejects.toMatchObject({
      status: 422,
      details: { faults: [{ type: 'value_error', loc: ['body', 'password'], msg }] },
    });
    expect(hash).not.toHaveBeenCalled();
    expect(await store.accounts.byUsername('Ada')).toBeUndefined();
  });

  it('asks for the configured length', async () => {
    const { as } = await openApi({ settings: { passwordMinLength: 24 } });
    const msg = 'String should have at least 24 characters';
    await expect(as().auth.register(ada)).rejects.toMatchObject({
      details: { faults: [{ type: 'string_too_short', loc: ['body', 'password'], msg }] },
    });
  });

  it('takes a password that only contains the username, or a short one of it', async () => {
    const { as } = await openApi();
    const email = 'a@example.com';
    await expect(
      as().auth.register({ ...ada, email, password: 'ada ada ada' }),
    ).resolves.toBeDefined();
  });
});
