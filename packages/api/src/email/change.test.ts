import { describe, expect, it } from 'vitest';
import { day, fresh, invalid, old, openWithCaller } from '../testing/changing.js';
import { password } from '../testing/context.js';
import { tellOwner } from './taken.js';

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

    it('is told to its owner once also when many want it at once', async () => {
      // Caught: on PostgreSQL each of them found that nobody had been told yet.
      const { context, store, account, mails, another } = await openWithCaller();
      await account('eve');
      const replica = await another();
      const tell = (of: typeof store) =>
        of.transaction((tx) => tellOwner(context(), tx, 'eve@example.com', 'email-taken'));
      await Promise.all(Array.from({ length: 20 }, (_, i) => tell(i % 2 ? store : replica)));
      expect(await mails()).toHaveLength(1);
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
