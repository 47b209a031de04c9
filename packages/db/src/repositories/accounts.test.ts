import { describe, expect, it } from 'vitest';
import { dialects } from '../testing/dialects.js';
import { at, newAccount } from '../testing/rows.js';

describe.each(dialects)('accounts on $name', ({ open }) => {
  const ada = { id: 'usr_ada', username: 'Ada', email: 'Ada@example.com' };

  it('start with the defaults of their columns', async () => {
    const { store } = await open();
    const account = newAccount({ ...ada, first_name: 'Ada', created_at: at(5) });
    const user = await store.accounts.create(account);
    expect(user).toEqual({
      ...account,
      legacy_id: 1,
      email_verified: false,
      pending_email: null,
      awaits_proof: false,
      wished_username: null,
      display_name: null,
      phone: null,
      locale: null,
      timezone: null,
      avatar_url: null,
      updated_at: at(5),
      version: 1,
      issuer: null,
      subject: null,
      last_login: null,
      is_active: true,
      is_staff: false,
      is_superuser: false,
    });
    expect(await store.accounts.byId(account.id)).toEqual(user);
  });

  it('get integer ids that count up and are never given twice', async () => {
    const { store, execute } = await open();
    expect((await store.accounts.create(newAccount()))?.legacy_id).toBe(1);
    await execute('DELETE FROM users');
    expect((await store.accounts.create(newAccount()))?.legacy_id).toBeGreaterThan(1);
  });

  it.each([
    ['address', { email: ada.email }],
    ['address in another case', { email: 'aDA@EXAMPLE.com' }],
    ['username', { username: ada.username }],
    ['username in another case', { username: 'aDA' }],
    ['id', { id: ada.id }],
  ])('are not made a second time for the same %s', async (_, taken) => {
    const { store } = await open();
    const first = await store.accounts.create(newAccount(ada));
    const second = newAccount(taken);
    expect(await store.accounts.create(second)).toBeUndefined();
    expect(await store.accounts.byId(ada.id)).toEqual(first);
    expect(await store.accounts.byEmail(second.email)).toEqual(
      'email' in taken ? first : undefined,
    );
  });

  it('are found by address and username whatever the case', async () => {
    const { store } = await open();
    const user = await store.accounts.create(newAccount(ada));
    expect(user).toBeDefined();
    for (const email of ['Ada@example.com', 'ada@example.com', 'ADA@EXAMPLE.COM']) {
      expect(await store.accounts.byEmail(email)).toEqual(user);
    }
    for (const username of ['Ada', 'ada', 'ADA']) {
      expect(await store.accounts.byUsername(username)).toEqual(user);
    }
  });

  it('are not found by what only looks alike', async () => {
    const { store } = await open();
    await store.accounts.create(newAccount(ada));
    expect(await store.accounts.byId('usr_eve')).toBeUndefined();
    for (const other of ['%', 'ad_', 'ada@example.com.', '', "' OR 1=1 --"]) {
      expect(await store.accounts.byEmail(other)).toBeUndefined();
      expect(await store.accounts.byUsername(other)).toBeUndefined();
    }
  });

  it('note a sign-in, which is no change of the profile', async () => {
    const { store } = await open();
    const user = await store.accounts.create(newAccount(ada));
    expect(await store.accounts.signedIn(ada.id, 'hash', at(9))).toEqual({
      ...user,
      last_login: at(9),
    });
  });

  it.each([
    ['another password', 'hash 2', undefined],
    ['an account that is off', 'hash', 'UPDATE users SET is_active = false'],
    ['an account that is gone', 'hash', 'DELETE FROM users'],
  ])('note no sign-in with %s', async (_, hash, statement) => {
    const { store, execute } = await open();
    await store.accounts.create(newAccount(ada));
    if (statement) await execute(statement);
    expect(await store.accounts.signedIn(ada.id, hash, at(9))).toBeUndefined();
    expect((await store.accounts.byId(ada.id))?.last_login ?? null).toBeNull();
  });

  it('replace the password that was seen, and no other', async () => {
    const { store } = await open();
    const user = await store.accounts.create(newAccount(ada));
    const bystander = await store.accounts.create(newAccount());
    expect(await store.accounts.replacePassword(ada.id, 'other', 'new')).toBe(false);
    expect(await store.accounts.replacePassword('usr_eve', 'hash', 'new')).toBe(false);
    expect(await store.accounts.byId(ada.id)).toEqual(user);
    expect(await store.accounts.replacePassword(ada.id, 'hash', 'new')).toBe(true);
    expect(await store.accounts.byId(ada.id)).toEqual({ ...user, password_hash: 'new' });
    expect(await store.accounts.byId(bystander?.id ?? '')).toEqual(bystander);
  });

  it('prove their address once, which raises the version', async () => {
    const { store } = await open();
    const user = await store.accounts.create(newAccount(ada));
    expect(await store.accounts.verifyEmail(ada.id, 'old@example.com', at(9))).toBeUndefined();
    expect(await store.accounts.byId(ada.id)).toEqual(user);
    const verified = { ...user, email_verified: true, version: 2, updated_at: at(9) };
    expect(await store.accounts.verifyEmail(ada.id, ada.email, at(9))).toEqual(verified);
    expect(await store.accounts.verifyEmail(ada.id, ada.email, at(10))).toBeUndefined();
    expect(await store.accounts.byId(ada.id)).toEqual(verified);
  });

  describe('with a change of address', () => {
    async function openPending() {
      const { store } = await open();
      const { accounts } = store;
      await accounts.create(newAccount(ada));
      await accounts.create(newAccount({ id: 'usr_eve', email: 'eve@example.com' }));
      await accounts.setPendingEmail('usr_ada', 'new@example.com');
      return accounts;
    }

    it('keep the address until the new one is proved', async () => {
      const accounts = await openPending();
      const pending = { email: ada.email, pending_email: 'new@example.com', version: 1 };
      expect(await accounts.byId('usr_ada')).toMatchObject(pending);
      const changed = { pending_email: null, email_verified: true, version: 2, updated_at: at(9) };
      expect(await accounts.changeEmail('usr_ada', 'new@example.com', at(9))).toMatchObject({
        email: 'new@example.com',
        ...changed,
      });
    });

    it('take no address but the one that is waited for', async () => {
      const accounts = await openPending();
      expect(await accounts.changeEmail('usr_ada', 'other@example.com', at(9))).toBeUndefined();
      await accounts.setPendingEmail('usr_ada', null);
      expect(await accounts.changeEmail('usr_ada', 'new@example.com', at(9))).toBeUndefined();
    });

    it('take and restore none that another account has, whatever its case', async () => {
      const accounts = await openPending();
      await accounts.setPendingEmail('usr_ada', 'EVE@example.com');
      expect(await accounts.changeEmail('usr_ada', 'EVE@example.com', at(9))).toBeUndefined();
      expect(await accounts.restoreEmail('usr_ada', 'EVE@example.com', at(9))).toBeUndefined();
      expect(await accounts.byId('usr_ada')).toMatchObject({ email: ada.email, version: 1 });
    });

    it('get a former address back, unless they are switched off', async () => {
      const accounts = await openPending();
      const restored = { email: 'old@example.com', pending_email: null, email_verified: true };
      expect(await accounts.restoreEmail('usr_ada', 'old@example.com', at(9))).toMatchObject(
        restored,
      );
      await accounts.setActive('usr_ada', false);
      expect(await accounts.restoreEmail('usr_ada', 'older@example.com', at(9))).toBeUndefined();
    });
  });

  describe('with a forgotten password', () => {
    const old = { id: 'usr_ada', email: ada.email, password_hash: 'hash' };

    it('get a new one, which proves the address once', async () => {
      const { accounts } = (await open()).store;
      await accounts.create(newAccount({ ...ada, awaits_proof: true }));
      expect(await accounts.resetPassword(old, 'new', at(5))).toMatchObject({
        password_hash: 'new',
        email_verified: true,
        awaits_proof: false,
        version: 2,
      });
      const again = await accounts.resetPassword({ ...old, password_hash: 'new' }, 'newer', at(6));
      expect(again).toMatchObject({ password_hash: 'newer', version: 2 });
    });

    it.each([
      ['the address', { email: 'new@example.com' }],
      ['the password', { password_hash: 'other' }],
    ])('get none when %s has changed in between', async (_, given) => {
      const { accounts } = (await open()).store;
      await accounts.create(newAccount(ada));
      expect(await accounts.resetPassword({ ...old, ...given }, 'new', at(5))).toBeUndefined();
      expect(await accounts.byId('usr_ada')).toMatchObject({
        password_hash: 'hash',
        email_verified: false,
      });
    });
  });

  describe('with a wish for a username', () => {
    const wishing = { ...ada, username: 'user_1', wished_username: 'Ada' };

    it('get it when they are proved, and only once', async () => {
      const { accounts } = (await open()).store;
      await accounts.create(newAccount({ ...wishing, awaits_proof: true }));
      await accounts.claimUsername('usr_ada', at(5));
      expect(await accounts.byId('usr_ada')).toMatchObject({ username: 'user_1', version: 1 });
      await accounts.verifyEmail('usr_ada', ada.email, at(6));
      await accounts.claimUsername('usr_ada', at(7));
      await accounts.claimUsername('usr_ada', at(8));
      const named = { username: 'Ada', wished_username: null, version: 3, updated_at: at(7) };
      expect(await accounts.byId('usr_ada')).toMatchObject(named);
    });

    it('keep what they have when somebody else was faster', async () => {
      const { accounts } = (await open()).store;
      await accounts.create(newAccount(wishing));
      await accounts.create(newAccount({ username: 'ADA' }));
      await accounts.claimUsername('usr_ada', at(5));
      const kept = { username: 'user_1', wished_username: null, version: 1 };
      expect(await accounts.byId('usr_ada')).toMatchObject(kept);
    });
  });
});
