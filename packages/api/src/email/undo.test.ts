import { describe, expect, it } from 'vitest';
import { setActive } from '../accounts/active.js';
import { day, fresh, invalid, old, openWithCaller } from '../testing/changing.js';
import { password } from '../testing/context.js';

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
    const { undo, email, as, session, confirm, linkTo, user, store, at } = await openChanged();
    await as({ session }).password.change({
      current_password: password,
      new_password: 'quiet-lantern-58-harbor',
    });
    await as().auth.forgotPassword({ email: fresh });
    const { token } = await linkTo(fresh, 'reset-password');
    await as().auth.resetPassword({ token, new_password: 'thief-lantern-58-harbor' });
    const signed = await as().auth.login({ login: fresh, password: 'thief-lantern-58-harbor' });
    expect(signed).toBeDefined();
    const next = (await store.sessions.ofUser((await user())?.id ?? '', at()))[0]?.id;
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
      details: { retryAfter: 86_400, emailVerification: { email: old, pending_email: null } },
      message: expect.stringContaining('was undone lately'),
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
