import { describe, expect, it } from 'vitest';
import { dialects } from '../testing/dialects.js';
import { at, newAccount, newMailToken } from '../testing/rows.js';

describe.each(dialects)('mail tokens on $name', ({ open }) => {
  async function openWithToken() {
    const database = await open();
    const { mailTokens, accounts } = database.store;
    await accounts.create(newAccount({ id: 'usr_ada' }));
    await accounts.create(newAccount({ id: 'usr_eve' }));
    const token = newMailToken('usr_ada', { id: 'first' });
    expect(await mailTokens.replace(token, at(-60))).toBe(true);
    const fresh = { ...token, used_at: null, tries: 0 };
    return { ...database, mailTokens, token, fresh };
  }
  const ofAda = { user_id: 'usr_ada', purpose: 'verify-email', address: 'ada@example.com' };

  it('are found by id, and as the newest of a user and a purpose', async () => {
    const { mailTokens, fresh } = await openWithToken();
    expect(await mailTokens.byId('first')).toEqual(fresh);
    expect(await mailTokens.newest('usr_ada', 'verify-email')).toEqual(fresh);
    expect(await mailTokens.byId('second')).toBeUndefined();
    expect(await mailTokens.newest('usr_ada', 'reset-password')).toBeUndefined();
    expect(await mailTokens.newest('usr_eve', 'verify-email')).toBeUndefined();
  });

  it('are not replaced while the cooldown lasts', async () => {
    const { mailTokens, fresh } = await openWithToken();
    const second = newMailToken('usr_ada', { id: 'second', created_at: at(59) });
    expect(await mailTokens.replace(second, at(-1))).toBe(false);
    expect(await mailTokens.byId('second')).toBeUndefined();
    expect(await mailTokens.newest('usr_ada', 'verify-email')).toEqual(fresh);
  });

  it('are replaced from the end of the cooldown on, and the old one is gone', async () => {
    const { mailTokens } = await openWithToken();
    await mailTokens.countTry(ofAda, { now: at(1), limit: 5 });
    await mailTokens.consume({ id: 'first', user_id: 'usr_ada' }, at(2));
    const second = newMailToken('usr_ada', {
      id: 'second',
      created_at: at(60),
      expires_at: at(2000),
    });
    expect(await mailTokens.replace(second, at(0))).toBe(true);
    expect(await mailTokens.byId('first')).toBeUndefined();
    expect(await mailTokens.newest('usr_ada', 'verify-email')).toEqual({
      ...second,
      used_at: null,
      tries: 0,
    });
  });

  it('of other users, purposes and addresses have cooldowns of their own', async () => {
    const { mailTokens, fresh } = await openWithToken();
    const others = [
      newMailToken('usr_eve'),
      newMailToken('usr_ada', { purpose: 'reset-password' }),
      newMailToken('usr_ada', { address: 'new@example.com', created_at: at(1) }),
    ];
    for (const other of others) expect(await mailTokens.replace(other, at(-60))).toBe(true);
    expect(await mailTokens.byId('first')).toEqual(fresh);
    const of = ['usr_ada', 'verify-email'] as const;
    expect(await mailTokens.newest(...of, 'ada@example.com')).toEqual(fresh);
    expect((await mailTokens.newest(...of))?.address).toBe('new@example.com');
  });

  it('are found by where they were mailed to, whatever its case, while they live', async () => {
    const { mailTokens, fresh } = await openWithToken();
    const find = (address: string, now = 5) =>
      mailTokens.livingTo(address, 'verify-email', at(now));
    expect(await find('ADA@example.com')).toEqual(fresh);
    expect(await find('eve@example.com')).toBeUndefined();
    expect(await find('ada@example.com', 1000)).toBeUndefined();
    expect(await mailTokens.livingTo('ada@example.com', 'reset-password', at(5))).toBeUndefined();
    await mailTokens.consume(fresh, at(6));
    expect(await find('ada@example.com', 7)).toBeUndefined();
  });

  it('made from a moment on expire together, which is not using them', async () => {
    const { mailTokens } = await openWithToken();
    const newer = newMailToken('usr_ada', { address: 'new@example.com', created_at: at(1) });
    await mailTokens.replace(newer, at(-60));
    await mailTokens.expireSince('usr_ada', 'verify-email', at(1), at(9));
    expect(await mailTokens.byId('first')).toMatchObject({ expires_at: at(1000) });
    expect(await mailTokens.byId(newer.id)).toMatchObject({ expires_at: at(9), used_at: null });
    expect(await mailTokens.lastUsed('usr_ada', 'verify-email')).toBeUndefined();
    await mailTokens.consume({ id: 'first', user_id: 'usr_ada' }, at(20));
    expect(await mailTokens.lastUsed('usr_ada', 'verify-email')).toBe(at(20));
    expect(await mailTokens.lastUsed('usr_ada', 'reset-password')).toBeUndefined();
  });

  it('are forgotten when they have expired long ago', async () => {
    const { mailTokens, fresh } = await openWithToken();
    await mailTokens.purge(at(1000));
    expect(await mailTokens.byId('first')).toEqual(fresh);
    await mailTokens.purge(at(1001));
    expect(await mailTokens.byId('first')).toBeUndefined();
  });

  it('count tries up to the limit', async () => {
    const { mailTokens, fresh } = await openWithToken();
    const next = () => mailTokens.countTry(ofAda, { now: at(1), limit: 3 });
    for (const tries of [1, 2, 3]) expect(await next()).toEqual({ ...fresh, tries });
    expect(await next()).toBeUndefined();
    expect((await mailTokens.byId('first'))?.tries).toBe(3);
  });

  it('are used up once', async () => {
    const { mailTokens, fresh } = await openWithToken();
    const used = { ...fresh, used_at: at(5) };
    expect(await mailTokens.consume({ id: 'first', user_id: 'usr_ada' }, at(5))).toEqual(used);
    expect(await mailTokens.consume({ id: 'first', user_id: 'usr_ada' }, at(6))).toBeUndefined();
    expect(await mailTokens.countTry(ofAda, { now: at(6), limit: 5 })).toBeUndefined();
    expect(await mailTokens.byId('first')).toEqual(used);
  });

  it.each([
    ['another user', { user_id: 'usr_eve' }, 5],
    ['another id', { id: 'second' }, 5],
    ['a moment at which they have expired', {}, 1000],
  ])('are not used up by %s', async (_, given, now) => {
    const { mailTokens, fresh } = await openWithToken();
    const key = { id: 'first', user_id: 'usr_ada', ...given };
    expect(await mailTokens.consume(key, at(now))).toBeUndefined();
    expect(await mailTokens.byId('first')).toEqual(fresh);
  });

  it('count no tries after they have expired, nor for another user or purpose', async () => {
    const { mailTokens, fresh } = await openWithToken();
    for (const [key, now] of [
      [ofAda, 1000],
      [{ ...ofAda, user_id: 'usr_eve' }, 1],
      [{ ...ofAda, purpose: 'reset-password' }, 1],
      [{ ...ofAda, address: 'new@example.com' }, 1],
    ] as const) {
      expect(await mailTokens.countTry(key, { now: at(now), limit: 5 })).toBeUndefined();
    }
    expect(await mailTokens.byId('first')).toEqual(fresh);
  });

  it('of a user are killed together, and when they were sent stays known', async () => {
    const { mailTokens, fresh } = await openWithToken();
    const reset = newMailToken('usr_ada', { purpose: 'reset-password' });
    const undo = newMailToken('usr_ada', { purpose: 'undo-email-change' });
    const stranger = newMailToken('usr_eve');
    for (const token of [reset, undo, stranger]) await mailTokens.replace(token, at(-60));
    await mailTokens.consume(undo, at(3));

    await mailTokens.kill('usr_ada', at(5));
    expect(await mailTokens.byId('first')).toEqual({ ...fresh, used_at: at(5) });
    expect((await mailTokens.byId(reset.id))?.used_at).toBe(at(5));
    expect((await mailTokens.byId(undo.id))?.used_at).toBe(at(3));
    expect((await mailTokens.byId(stranger.id))?.used_at).toBeNull();
  });

  it('of one purpose may be spared', async () => {
    const { mailTokens } = await openWithToken();
    const undo = newMailToken('usr_ada', { purpose: 'undo-email-change' });
    await mailTokens.replace(undo, at(-60));
    await mailTokens.kill('usr_ada', at(5), 'undo-email-change');
    expect((await mailTokens.byId('first'))?.used_at).toBe(at(5));
    expect((await mailTokens.byId(undo.id))?.used_at).toBeNull();
  });
});
