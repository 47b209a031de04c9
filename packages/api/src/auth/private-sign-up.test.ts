import { describe, expect, it } from 'vitest';
import { openApi, password } from '../testing/context.js';

const accepted = { status: 'accepted' };
const refused = { reason: 'invalid_credentials', status: 401 };
const email = 'ada@example.com';

async function openPrivate(options: Parameters<typeof openApi>[0] = {}) {
  const api = await openApi({ ...options, settings: { privateSignUp: true } });
  const { auth } = api.as();
  return {
    ...api,
    auth,
    signUp: (given: { email?: string; username?: string; password?: string } = {}) =>
      auth.register({ email, password, ...given }),
    login: (mailed: { token?: string; code?: string } = {}, login = email) =>
      auth.login({ login, password, ...mailed }),
    user: (address = email) => api.store.accounts.byEmail(address),
    link: async () => api.mailed((await api.store.accounts.byEmail(email))?.id ?? ''),
  };
}

describe('an account of a private sign-up', () => {
  it.each(['token', 'code'] as const)(
    'is signed in to with the mailed %s, which proves it',
    async (by) => {
      const { signUp, login, link, user } = await openPrivate();
      expect(await signUp({ username: 'Ada' })).toEqual(accepted);
      await expect(login()).rejects.toMatchObject(refused);
      const tokens = await login({ [by]: (await link())[by] });
      expect(tokens).toMatchObject({ token_type: 'Bearer' });
      expect(await user()).toMatchObject({
        username: 'Ada',
        email_verified: true,
        awaits_proof: false,
      });
      await expect(login()).resolves.toBeDefined();
    },
  );

  it('is signed in to by nobody who has the mail but not the password, or the other way round', async () => {
    const { signUp, auth, login, link } = await openPrivate();
    await signUp();
    const { token, code } = await link();
    const wrong = auth.login({ login: email, password: 'wrong', token });
    await expect(wrong).rejects.toMatchObject(refused);
    const wrongCode = code === '000000' ? '000001' : '000000';
    for (const given of [{ token: `${token.slice(0, -2)}AA` }, { code: wrongCode }, {}]) {
      await expect(login(given)).rejects.toMatchObject(refused);
    }
    await expect(login({ token })).resolves.toBeDefined();
  });

  it('answers no try beyond the limits in another way', async () => {
    const { signUp, login, link } = await openPrivate({ limits: { mail_token: 2 } });
    await signUp();
    const wrongCode = (await link()).code === '000000' ? '000001' : '000000';
    for (let i = 0; i < 8; i++)
      await expect(login({ code: wrongCode })).rejects.toMatchObject(refused);
    await expect(login({ token: (await link()).token })).rejects.toMatchObject(refused);
  });

  it('compares no more than five codes, and lets the first of sixteen with the link at once in', async () => {
    const { signUp, login, link, store, told } = await openPrivate();
    await signUp();
    const { token, row } = await link();
    const outcomes = await Promise.allSettled(Array.from({ length: 16 }, () => login({ token })));
    // One by the link; who reads the account after that needs nothing but the password any more.
    expect(outcomes.map(({ status }) => status)).toContain('fulfilled');
    expect(told.filter((entry) => entry.audit === 'email.verified')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(refused);
    expect(await store.mailTokens.byId(row.id)).toMatchObject({ tries: 0 });
  });

  it('ends the sign-in of nobody else: accounts that the operator made need no proof', async () => {
    const { account, auth } = await openPrivate();
    await account('bob');
    await expect(auth.login({ login: 'bob', password })).resolves.toBeDefined();
  });

  it('has no username before: the same name is free for the next, and goes to who is first', async () => {
    const { signUp, login, link, auth, user, mailed } = await openPrivate();
    await signUp({ username: 'ada' });
    expect(await signUp({ email: 'eve@example.com', username: 'ADA' })).toEqual(accepted);
    const eve = await user('eve@example.com');
    const { token } = await mailed(eve?.id ?? '');
    await auth.login({ login: 'eve@example.com', password, token });
    expect((await user('eve@example.com'))?.username).toBe('ADA');
    await login({ token: (await link()).token });
    expect((await user())?.username).toMatch(/^user_[0-9a-z]{10}$/);
    await expect(signUp({ email: 'x@example.com', username: 'ada' })).rejects.toMatchObject({
      reason: 'username_taken',
    });
  });

  it('tells whoever planted it nothing that a taken address would not', async () => {
    const { signUp, login, auth, account, store } = await openPrivate();
    // The one address is free, the other is an account's.
    const { id } = await account('bob');
    await store.accounts.verifyEmail(id, 'bob@example.com', '2026-01-01T00:00:00.000Z');
    const planted = 'planted-by-eve-58';
    for (const address of ['free@example.com', 'bob@example.com']) {
      const given = { email: address, username: 'mine', password: planted };
      expect(await signUp(given)).toEqual(accepted);
      expect(await signUp(given)).toEqual(accepted);
      for (const login of [address, 'mine']) {
        await expect(auth.login({ login, password: planted })).rejects.toMatchObject(refused);
      }
      expect(await auth.forgotPassword({ email: address })).toEqual(accepted);
    }
    await expect(login()).rejects.toMatchObject(refused);
  });

  it('goes to the owner of the address by a reset, and the planted password is dead', async () => {
    const { signUp, auth, user, mails, services, store } = await openPrivate();
    const planted = 'planted-by-eve-58';
    await signUp({ password: planted });
    // The owner signs up too: the mail offers a new password.
    expect(await signUp()).toEqual(accepted);
    const offer = (await mails()).find(({ kind }) => kind === 'account-exists');
    const row = await store.mailTokens.byId(offer?.data.mail_token_id ?? '');
    if (!row) throw new Error('Nothing was offered');
    const token = services.mailedSecrets.token(row);
    await auth.resetPassword({ token, new_password: 'quiet-lantern-58-harbor' });
    expect(await user()).toMatchObject({ email_verified: true, awaits_proof: false });
    const login = (secret: string) => auth.login({ login: email, password: secret });
    await expect(login(planted)).rejects.toMatchObject(refused);
    await expect(login('quiet-lantern-58-harbor')).resolves.toBeDefined();
  });

  it('leaves a link that the owner waits for alive when somebody signs up with the address', async () => {
    const { account, auth, signUp, mailed } = await openPrivate();
    const { id } = await account();
    await auth.forgotPassword({ email });
    const { token } = await mailed(id, 'reset-password');
    await signUp();
    const reset = auth.resetPassword({ token, new_password: 'quiet-lantern-58-harbor' });
    await expect(reset).resolves.toBeUndefined();
  });
});
