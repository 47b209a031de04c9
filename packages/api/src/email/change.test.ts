import { describe, expect, it } from 'vitest';
import { setActive } from '../accounts/active.js';
import { openApi, password } from '../testing/context.js';

const invalid = { reason: 'invalid_mail_token', status: 400 };
const old = 'ada@example.com';
const fresh = 'ada@new.example.com';
const day = 86_400_000;

type Options = Parameters<typeof openApi>[0] & { verified?: boolean };

async function openWithCaller({ verified = true, ...options }: Options = {}) {
  const api = await openApi(options);
  const account = await api.account();
  const { id } = account;
  if (verified) await api.store.accounts.verifyEmail(id, old, api.at());
  const { email } = api.as({ session: account.session });
  const linkTo = async (address: string, purpose = 'verify-email') => {
    const row = await api.store.mailTokens.newest(id, purpose, address);
    if (!row) throw new Error('No token was mailed');
    const { token, code } = api.services.mailedSecrets;
    return { row, token: token(row), code: code(row) };
  };
  const change = (address = fresh) => email.change({ email: address, current_password: password });
  const confirm = async (address = fresh) =>
    email.confirmVerification({ token: (await linkTo(address)).token });
  return {
    ...api,
    ...account,
    email,
    linkTo,
    user: () => api.store.accounts.byId(id),
    change,
    confirm,
    async changed() {
      await change();
      await confirm();
    },
    /** What was mailed, oldest first. */
    sent: async () =>
      (await api.mails())
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map(({ kind, address, data }) => ({ kind, address, data })),
  };
}

describe('email.change', () => {
  it('waits for the new address, and keeps the present one until then', async () => {
    const { change, email, user, at, sent, linkTo } = await openWithCaller();
    const state = {
      status: 'pending',
      email: old,
      pending_email: fresh,
      sent_at: at(),
      expires_at: at(day),
      resend_available_at: at(60_000),
    };
    expect(await change()).toEqual(state);
    expect(await email.verification()).toEqual(state);
    expect(await user()).toMatchObject({ email: old, email_verified: true, version: 2 });
    const { row } = await linkTo(fresh);
    expect(await sent()).toEqual([
      { kind: 'verify-email', address: fresh, data: { mail_token_id: row.id } },
    ]);
  });

  it.each(['token', 'code'] as const)('is done when the %s comes back', async (by) => {
    const { change, email, user, linkTo, pass, at } = await openWithCaller();
    await change();
    pass(5000);
    const state = await email.confirmVerification({ [by]: (await linkTo(fresh))[by] });
    expect(state).toMatchObject({ status: 'verified', email: fresh, pending_email: null });
    expect(await user()).toMatchObject({
      email: fresh,
      email_verified: true,
      pending_email: null,
      version: 3,
      updated_at: at(),
    });
  });

  it('tells both addresses then, the former one with the link that undoes it', async () => {
    const { changed, sent, linkTo, at } = await openWithCaller();
    await changed();
    const { row } = await linkTo(old, 'undo-email-change');
    expect(row.expires_at).toBe(at(7 * day));
    const data = { at: at(), ip: '192.0.2.1', user_agent: 'vitest' };
    expect((await sent()).slice(1)).toEqual([
      { kind: 'email-changed', address: fresh, data },
      {
        kind: 'email-changed',
        address: old,
        data: { ...data, former: true, mail_token_id: row.id },
      },
    ]);
  });

  it('gives no link to a former address that nobody had proved', async () => {
    const { changed, sent, store, id } = await openWithCaller({ verified: false });
    await changed();
    expect((await sent()).map(({ kind, address }) => [kind, address])).toEqual([
      ['verify-email', fresh],
      ['email-changed', fresh],
    ]);
    expect(await store.mailTokens.newest(id, 'undo-email-change')).toBeUndefined();
  });

  it('to another address replaces the one before, whose link is dead', async () => {
    const { change, confirm, email, user } = await openWithCaller();
    await change('b@example.com');
    expect(await change('c@example.com')).toMatchObject({ pending_email: 'c@example.com' });
    await expect(confirm('b@example.com')).rejects.toMatchObject(invalid);
    expect(await email.verification()).toMatchObject({ pending_email: 'c@example.com' });
    await confirm('c@example.com');
    expect((await user())?.email).toBe('c@example.com');
  });

  it('to two at once leaves one of them, and only its own link proves it', async () => {
    const { change, confirm, user } = await openWithCaller();
    await Promise.all([change('b@example.com'), change('c@example.com')]);
    const wins = (await user())?.pending_email ?? '';
    const loses = wins === 'b@example.com' ? 'c@example.com' : 'b@example.com';
    await expect(confirm(loses)).rejects.toMatchObject(invalid);
    await confirm(wins);
    expect((await user())?.email).toBe(wins);
  });

  it('to the same address again has the cooldown of its mails', async () => {
    const { change, pass, sent } = await openWithCaller();
    await change();
    pass(20_000);
    await expect(change()).rejects.toMatchObject({
      reason: 'verification_cooldown',
      details: { retryAfter: 40, emailVerification: { pending_email: fresh } },
    });
    pass(40_000);
    await change();
    expect(await sent()).toHaveLength(2);
  });

  it('is asked for again by a request for verification, which kills the first link', async () => {
    const { change, email, linkTo, pass, sent } = await openWithCaller();
    await change();
    const { token } = await linkTo(fresh);
    pass(60_000);
    expect(await email.requestVerification()).toMatchObject({ pending_email: fresh });
    expect((await sent()).map(({ address }) => address)).toEqual([fresh, fresh]);
    await expect(email.confirmVerification({ token })).rejects.toMatchObject(invalid);
  });

  it.each([
    ['the present address', old],
    ['the present address in another case', 'ADA@Example.com'],
  ])('refuses %s', async (_, address) => {
    const { change } = await openWithCaller();
    await expect(change(address)).rejects.toMatchObject({
      status: 422,
      details: { faults: [{ type: 'value_error', loc: ['body', 'email'] }] },
    });
  });

  it('refuses a wrong password, and tries beyond the limit, and changes nothing', async () => {
    const { email, user, sent } = await openWithCaller({ limits: { password: 2 } });
    const wrong = () => email.change({ email: fresh, current_password: 'wrong' });
    for (let i = 0; i < 2; i++) {
      await expect(wrong()).rejects.toMatchObject({ reason: 'invalid_current_password' });
    }
    await expect(wrong()).rejects.toMatchObject({ reason: 'too_many_requests' });
    expect((await user())?.pending_email).toBeNull();
    expect(await sent()).toEqual([]);
  });

  it('fills nobody’s mailbox', async () => {
    const { change, email, sent, account, as } = await openWithCaller({
      limits: { unproved_mail: 2 },
      settings: { verifyEmailCooldown: 0 },
    });
    await change();
    await email.requestVerification();
    await expect(email.requestVerification()).rejects.toMatchObject({
      reason: 'verification_cooldown',
      details: { retryAfter: 60, emailVerification: { pending_email: fresh } },
    });
    const eve = as({ session: (await account('eve')).session });
    const again = eve.email.change({ email: fresh, current_password: password });
    await expect(again).rejects.toMatchObject({ reason: 'too_many_requests' });
    expect(await sent()).toHaveLength(2);
    // Nor keeps it the address's owner from signing up: that is counted apart.
    await as().auth.register({ email: fresh, password });
    expect(await sent()).toHaveLength(3);
  });

  describe('to an address that another account has', () => {
    it('is answered like any other, and its owner is told, once an hour', async () => {
      const { change, email, account, sent, pass, at } = await openWithCaller();
      await account('eve');
      const free = await change();
      const taken = await change('EVE@example.com');
      expect({ ...taken, pending_email: fresh }).toEqual(free);
      pass(60_000);
      const again = await email.requestVerification();
      expect(again).toMatchObject({
        status: 'pending',
        pending_email: 'EVE@example.com',
        sent_at: at(),
      });
      const told = { kind: 'email-taken', address: 'eve@example.com', data: { at: at(-60_000) } };
      expect((await sent()).slice(1)).toEqual([told]);
    });

    it('is never done, not even by its link', async () => {
      const { change, confirm, account, user } = await openWithCaller();
      await account('eve');
      await change('eve@example.com');
      await expect(confirm('eve@example.com')).rejects.toMatchObject(invalid);
      expect((await user())?.email).toBe(old);
    });

    it('is not done either when it was taken in between', async () => {
      const { change, confirm, account, user, linkTo } = await openWithCaller();
      await change('eve@example.com');
      await account('eve');
      await expect(confirm('eve@example.com')).rejects.toMatchObject(invalid);
      expect((await user())?.email).toBe(old);
      expect((await linkTo('eve@example.com')).row.used_at).toBeNull();
    });
  });
});

describe('email.cancelChange', () => {
  it('leaves the address and kills the link', async () => {
    const { change, confirm, email, user } = await openWithCaller();
    await change();
    await email.cancelChange();
    expect(await email.verification()).toMatchObject({ status: 'verified', pending_email: null });
    await expect(confirm()).rejects.toMatchObject(invalid);
    expect((await user())?.email).toBe(old);
  });

  it('is fine when there is nothing to cancel', async () => {
    const { email } = await openWithCaller();
    await expect(email.cancelChange()).resolves.toBeUndefined();
  });
});

describe('email.undoChange', () => {
  async function openChanged() {
    const api = await openWithCaller();
    await api.changed();
    const { token } = await api.linkTo(old, 'undo-email-change');
    return { ...api, token, undo: (given = token) => api.as().email.undoChange({ token: given }) };
  }

  it('gives the former address back, ends every session and offers a new password there', async () => {
    const { undo, user, session, as, openSession, sent, linkTo, at } = await openChanged();
    const other = await openSession();
    await undo();
    expect(await user()).toMatchObject({ email: old, email_verified: true, pending_email: null });
    for (const ended of [session, other.id]) {
      const get = as({ session: ended }).profile.get();
      await expect(get).rejects.toMatchObject({ reason: 'invalid_token' });
    }
    const { row } = await linkTo(old, 'reset-password');
    expect((await sent()).at(-1)).toEqual({
      kind: 'email-change-undone',
      address: old,
      data: { at: at(), ip: '192.0.2.1', user_agent: 'vitest', mail_token_id: row.id },
    });
  });

  it('works once, for seven days', async () => {
    const { undo, pass } = await openChanged();
    pass(7 * day - 1);
    await undo();
    await expect(undo()).rejects.toMatchObject(invalid);
    const later = await openChanged();
    later.pass(7 * day);
    await expect(later.undo()).rejects.toMatchObject(invalid);
  });

  it('lets one of sixteen at once win', async () => {
    const { undo, sent } = await openChanged();
    const before = (await sent()).length;
    const outcomes = await Promise.allSettled(Array.from({ length: 16 }, () => undo()));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await sent()).toHaveLength(before + 1);
  });

  it('survives what a thief would do next: another address, another password, a reset', async () => {
    const { undo, email, as, session, confirm, linkTo, user, store } = await openChanged();
    await as({ session }).password.change({
      current_password: password,
      new_password: 'quiet-lantern-58-harbor',
    });
    await as().auth.forgotPassword({ email: fresh });
    const { token } = await linkTo(fresh, 'reset-password');
    await as().auth.resetPassword({ token, new_password: 'thief-lantern-58-harbor' });
    const signed = await as().auth.login({ login: fresh, password: 'thief-lantern-58-harbor' });
    expect(signed).toBeDefined();
    const next = (await store.sessions.ofUser((await user())?.id ?? '', '2026'))[0]?.id;
    const thief = as({ session: next }).email;
    await thief.change({ email: 'c@example.com', current_password: 'thief-lantern-58-harbor' });
    await thief.confirmVerification({ token: (await linkTo('c@example.com')).token });
    expect((await user())?.email).toBe('c@example.com');
    await undo();
    expect((await user())?.email).toBe(old);
    // What the thief was mailed meanwhile is dead.
    const { token: theirs } = await linkTo(fresh, 'undo-email-change');
    await expect(undo(theirs)).rejects.toMatchObject(invalid);
    await expect(email.verification()).rejects.toMatchObject({ reason: 'invalid_token' });
    await expect(confirm('c@example.com')).rejects.toThrow();
  });

  it('is not killed by the undo of a later change, which a thief has the link of', async () => {
    const { undo, change, confirm, linkTo, user, pass } = await openChanged();
    pass(1);
    await change('c@example.com');
    await confirm('c@example.com');
    const theirs = (await linkTo(fresh, 'undo-email-change')).token;
    await undo(theirs);
    expect((await user())?.email).toBe(fresh);
    await undo();
    expect((await user())?.email).toBe(old);
  });

  it('lets nobody move the account again for a day', async () => {
    const { undo, openSession, as, pass } = await openChanged();
    await undo();
    const thief = as({ session: (await openSession()).id }).email;
    const change = () => thief.change({ email: 'd@example.com', current_password: password });
    await expect(change()).rejects.toMatchObject({
      reason: 'verification_cooldown',
      details: { retryAfter: 86_400 },
    });
    pass(day + 1);
    expect(await change()).toMatchObject({ pending_email: 'd@example.com' });
  });

  it('takes the account from an issuer that it was joined to under the other address', async () => {
    const { undo, store, id, user, at } = await openChanged();
    const found = await user();
    if (!found) throw new Error('The account is gone');
    await store.accounts.link(found, { issuer: 'https://x.test', subject: 'thief' }, at());
    await undo();
    expect(await store.accounts.byIdentity('https://x.test', 'thief')).toBeUndefined();
    expect((await store.accounts.byId(id))?.issuer).toBeNull();
  });

  it('works after the account was switched off and on again, and not in between', async () => {
    const { undo, services, user } = await openChanged();
    const found = await user();
    if (!found) throw new Error('The account is gone');
    await setActive(services, found, false);
    await expect(undo()).rejects.toMatchObject(invalid);
    await setActive(services, found, true);
    await undo();
    expect((await user())?.email).toBe(old);
  });

  it('finds its address free: nobody can sign up with it or change to it meanwhile', async () => {
    const { undo, as, account, user, sent, linkTo } = await openChanged();
    const signUp = as().auth.register({ email: 'ADA@example.com', password });
    await expect(signUp).rejects.toMatchObject({ reason: 'email_taken' });
    const eve = await account('eve');
    const { email } = as({ session: eve.session });
    await email.change({ email: old, current_password: password });
    expect((await sent()).at(-1)).toMatchObject({ kind: 'email-taken', address: old });
    await expect(linkTo(old)).rejects.toThrow();
    await undo();
    expect((await user())?.email).toBe(old);
  });

  it('is not in the way of the account itself, which may change back', async () => {
    const { change, confirm, user, linkTo } = await openChanged();
    await change(old);
    await confirm(old);
    expect((await user())?.email).toBe(old);
    // Whoever had the account in between gets no way back to it.
    await expect(linkTo(fresh, 'undo-email-change')).rejects.toThrow();
  });

  it.each([
    ['garbage', () => 'garbage'],
    ['a token with another proof', (token: string) => `${token.slice(0, -2)}AA`],
  ])('refuses %s', async (_, forge) => {
    const { undo, token } = await openChanged();
    await expect(undo(forge(token))).rejects.toMatchObject(invalid);
    await expect(undo()).resolves.toBeUndefined();
  });

  it('takes no token of another purpose', async () => {
    const { undo, as, linkTo } = await openChanged();
    await as().auth.forgotPassword({ email: fresh });
    await expect(undo((await linkTo(fresh, 'reset-password')).token)).rejects.toMatchObject(
      invalid,
    );
  });
});
