import { describe, expect, it } from 'vitest';
import { openApi, password, passwordHash } from '../testing/context.js';
import { hash, verify } from '../testing/hashing.js';

const fresh = 'quiet-lantern-58-harbor';
const wrong = { reason: 'invalid_current_password', status: 400 };

async function openWithCaller() {
  const api = await openApi();
  const account = await api.account();
  const change = (current_password: string, new_password: string) =>
    api.as({ session: account.session }).password.change({ current_password, new_password });
  const storedHash = async () => (await api.store.accounts.byId(account.id))?.password_hash ?? '';
  return { ...api, ...account, change, storedHash };
}

describe('password.change', () => {
  it('replaces the password and tells the address', async () => {
    const { change, as, id, at, pass, storedHash, mails, store } = await openWithCaller();
    pass(1000);
    expect(await change(password, fresh)).toEqual({ changed_at: at(), sessions_revoked: 0 });
    expect(await storedHash()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect((await store.accounts.byId(id))?.version).toBe(1);
    await expect(as().auth.login({ login: 'ada', password: fresh })).resolves.toBeDefined();
    await expect(as().auth.login({ login: 'ada', password })).rejects.toMatchObject({
      reason: 'invalid_credentials',
    });
    expect(await mails()).toMatchObject([
      {
        kind: 'password-changed',
        user_id: id,
        address: 'ada@example.com',
        data: { at: at(), ip: '192.0.2.1' },
      },
    ]);
  });

  it("ends every other session of the user, keeps the caller's, and counts", async () => {
    const { change, account, openSession, session, as, services } = await openWithCaller();
    const eve = await account('eve');
    const others = [await openSession(), await openSession()];
    expect(await change(password, fresh)).toMatchObject({ sessions_revoked: 2 });
    for (const other of others) {
      const get = as({ session: other.id }).profile.get();
      await expect(get).rejects.toMatchObject({ reason: 'invalid_token' });
      const refresh_token = services.refreshTokens.write(other);
      const refresh = as().auth.refresh({ refresh_token });
      await expect(refresh).rejects.toMatchObject({ reason: 'invalid_refresh_token' });
    }
    for (const kept of [session, eve.session]) {
      await expect(as({ session: kept }).profile.get()).resolves.toBeDefined();
    }
  });

  it('kills every mailed link and code, and leaves the cooldown', async () => {
    const { change, as, session, id, mailed, pass } = await openWithCaller();
    const { email } = as({ session });
    await email.requestVerification();
    const { token, code } = await mailed(id);
    await change(password, fresh);
    for (const given of [{ token }, { code }]) {
      const confirm = email.confirmVerification(given);
      await expect(confirm).rejects.toMatchObject({ reason: 'invalid_mail_token' });
    }
    const cooldown = { reason: 'verification_cooldown' };
    await expect(email.requestVerification()).rejects.toMatchObject(cooldown);
    pass(60_000);
    expect((await email.requestVerification()).status).toBe('pending');
  });

  it.each([
    ['wrong', 'wrong'],
    ['empty', ''],
    ['in another case', password.toUpperCase()],
    ['the stored hash', passwordHash],
  ])('refuses a current password that is %s, and changes nothing', async (_, current) => {
    const { change, storedHash, openSession, as, mails } = await openWithCaller();
    const other = await openSession();
    await expect(change(current, fresh)).rejects.toMatchObject(wrong);
    expect(await storedHash()).toBe(passwordHash);
    expect(await mails()).toEqual([]);
    await expect(as({ session: other.id }).profile.get()).resolves.toBeDefined();
  });

  it.each([
    ['the current one', password, 'value_error', /must differ from the current one$/],
    ['a common one', 'Password1', 'value_error', /one of the most common ones/],
    ['the own address', 'ADA@example.com', 'value_error', /must not be your email address/],
    ['too short', 'short', 'string_too_short', /at least 8 characters$/],
  ])('refuses %s as the new password before any hashing', async (_, given, type, sentence) => {
    const { change, storedHash } = await openWithCaller();
    hash.mockClear();
    verify.mockClear();
    await expect(change(password, given)).rejects.toMatchObject({
      status: 422,
      details: {
        faults: [{ type, loc: ['body', 'new_password'], msg: expect.stringMatching(sentence) }],
      },
    });
    expect(hash).not.toHaveBeenCalled();
    expect(verify).not.toHaveBeenCalled();
    expect(await storedHash()).toBe(passwordHash);
  });

  it('takes the current password in another Unicode form for the same one', async () => {
    const { change, as } = await openWithCaller();
    await change(password, 'caf\u00e9-lantern-58');
    const same = change('caf\u00e9-lantern-58', 'cafe\u0301-lantern-58');
    await expect(same).rejects.toMatchObject({ status: 422 });
    const login = { login: 'ada', password: 'cafe\u0301-lantern-58' };
    await expect(as().auth.login(login)).resolves.toBeDefined();
  });

  it('lets one of several at once win', async () => {
    const { change, storedHash, services, mails } = await openWithCaller();
    const wishes = ['quiet-lantern-1', 'quiet-lantern-2', 'quiet-lantern-3'];
    const outcomes = await Promise.allSettled(wishes.map((wish) => change(password, wish)));
    const winners = wishes.filter((_, i) => outcomes[i]?.status === 'fulfilled');
    const losers = outcomes.filter(({ status }) => status === 'rejected');
    expect(winners).toHaveLength(1);
    expect(losers).toMatchObject([{ reason: wrong }, { reason: wrong }]);
    expect(await services.passwords.matches(await storedHash(), winners[0] ?? '')).toBe(true);
    expect(await mails()).toHaveLength(1);
  });
});
