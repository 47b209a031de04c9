import { beforeEach, describe, expect, it } from 'vitest';
import { allScopes, openApi, outdatedHash, password, passwordHash } from '../testing/context.js';
import { hash, verify } from '../testing/hashing.js';

beforeEach(() => {
  hash.mockClear();
  verify.mockClear();
});

/** Has something happen while the next password is checked. */
function whileChecking(happen: () => Promise<unknown>) {
  const check = verify.getMockImplementation();
  verify.mockImplementationOnce(async (...given) => {
    await happen();
    return check?.(...given) ?? false;
  });
}

const wrong = {
  reason: 'invalid_credentials',
  status: 401,
  message: 'Incorrect login or password',
};

describe('login', () => {
  it.each([['ada@example.com'], ['ADA@EXAMPLE.COM'], ['Ada@Example.com'], ['ada'], ['ADA']])(
    'signs in as %s',
    async (login) => {
      const { as, account, store, services, at, pass } = await openApi();
      const { id } = await account();
      pass(5000);
      const tokens = await as().auth.login({ login, password });
      expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 900, scope: allScopes });
      const claim = services.refreshTokens.parse(tokens.refresh_token ?? '');
      const found = await store.sessions.withUser(claim?.id ?? '');
      expect(found?.user).toMatchObject({
        id,
        last_login: at(),
        version: 1,
        updated_at: at(-5000),
      });
    },
  );

  it('knows an international address in all its forms', async () => {
    const { as } = await openApi();
    await as().auth.register({ email: 'ada@müller.example', password });
    for (const login of ['ada@müller.example', 'ADA@MÜLLER.example', 'ada@xn--mller-kva.example']) {
      await expect(as().auth.login({ login, password })).resolves.toBeDefined();
    }
  });

  it('takes a password in whatever Unicode form it is typed', async () => {
    const { as } = await openApi();
    await as().auth.register({ email: 'ada@example.com', password: 'caf\u00e9-lantern-58' });
    const login = { login: 'ada@example.com', password: 'cafe\u0301-lantern-58' };
    await expect(as().auth.login(login)).resolves.toBeDefined();
  });

  it.each([
    ['a wrong password', 'ada', 'wrong'],
    ['an empty password', 'ada', ''],
    ['a password that differs in case', 'ada', password.toUpperCase()],
    ['the hash itself', 'ada', passwordHash],
    ['an unknown username', 'eve', password],
    ['an unknown address', 'eve@example.com', password],
    ['what is no address', 'ada@', password],
    ['an address with a space', ' ada@example.com', password],
    ['a deactivated account', 'off', password],
  ])('refuses %s in one way and for the same hashing work', async (_, login, given) => {
    const { as, account, execute, store } = await openApi();
    const { id } = await account();
    await account('off');
    await execute("UPDATE users SET is_active = false WHERE username = 'off'");
    await expect(as().auth.login({ login, password: given })).rejects.toMatchObject(wrong);

    expect(verify).toHaveBeenCalledTimes(1);
    expect(hash).not.toHaveBeenCalled();
    const [stored, tried] = verify.mock.calls[0] ?? [];
    expect(String(stored)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(tried).toBe(given);
    expect((await store.accounts.byId(id))?.last_login).toBeNull();
  });

  it.each([
    ['profile:read', 'profile:read'],
    ['account:security  profile:read', 'profile:read account:security'],
  ])('grants only %j when that is asked for', async (scope, granted) => {
    const { as, account, services, store } = await openApi();
    await account();
    const tokens = await as().auth.login({ login: 'ada', password, scope });
    expect(tokens.scope).toBe(granted);
    const claim = services.refreshTokens.parse(tokens.refresh_token ?? '');
    expect((await store.sessions.withUser(claim?.id ?? ''))?.session.scope).toBe(granted);
  });

  it('hashes a password anew when its hash has the parameters of the past', async () => {
    const { as, account, store } = await openApi();
    const { id } = await account('ada', outdatedHash);
    await as().auth.login({ login: 'ada', password });
    const user = await store.accounts.byId(id);
    expect(user?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(user?.version).toBe(1);

    hash.mockClear();
    await as().auth.login({ login: 'ada', password });
    expect(hash).not.toHaveBeenCalled();
  });

  it('lets in everybody with the right password while it is hashed anew', async () => {
    // Caught: of two sign-ins at once after a change of the parameters, the slower one was refused.
    const { as, account } = await openApi();
    await account('ada', outdatedHash);
    const logins = Array.from({ length: 4 }, () => as().auth.login({ login: 'ada', password }));
    expect(await Promise.all(logins)).toHaveLength(4);
  });

  it('does not hash a wrong password anew', async () => {
    const { as, account, store } = await openApi();
    const { id } = await account('ada', outdatedHash);
    await expect(as().auth.login({ login: 'ada', password: 'wrong' })).rejects.toMatchObject(wrong);
    expect((await store.accounts.byId(id))?.password_hash).toBe(outdatedHash);
  });

  it.each([
    ['changed', passwordHash],
    ['changed and its old hash is outdated', outdatedHash],
  ])('opens no session when the password was %s while it was checked', async (_, stored) => {
    const { as, account, store } = await openApi();
    const { id } = await account('ada', stored);
    const changed = passwordHash.replace('IA1Ni', 'IA1Nj');
    whileChecking(() => store.accounts.replacePassword(id, stored, changed));
    await expect(as().auth.login({ login: 'ada', password })).rejects.toMatchObject(wrong);
    expect(await store.accounts.byId(id)).toMatchObject({
      password_hash: changed,
      last_login: null,
    });
    expect(await store.sessions.revokeOfUser(id, '2026-03-10T12:00:01.000Z')).toBe(1);
  });

  it('opens no session when the account was deactivated while the password was checked', async () => {
    const { as, account, execute } = await openApi();
    await account();
    whileChecking(() => execute('UPDATE users SET is_active = false'));
    await expect(as().auth.login({ login: 'ada', password })).rejects.toMatchObject(wrong);
  });
});

describe('a sign-in with a device that is new', () => {
  const browser = (version: number) =>
    `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`;

  async function openSignedIn(verified = true) {
    const api = await openApi();
    const { id } = await api.account();
    if (verified) await api.store.accounts.verifyEmail(id, 'ada@example.com', api.at());
    const login = (userAgent: string | null) =>
      api.as({ userAgent }).auth.login({ login: 'ada', password });
    return { ...api, id, login };
  }

  it('is told to the address, each device once, whatever its version', async () => {
    const { login, mails, at } = await openSignedIn();
    for (const agent of ['vitest', browser(140), browser(141), 'curl/8.5.0', 'vitest']) {
      await login(agent);
    }
    const told = (await mails()).map(({ kind, address, data }) => ({ kind, address, data }));
    const notice = { kind: 'new-sign-in', address: 'ada@example.com' };
    expect(told).toEqual(
      expect.arrayContaining([
        { ...notice, data: { at: at(), ip: '192.0.2.1', user_agent: browser(140) } },
        { ...notice, data: { at: at(), ip: '192.0.2.1', user_agent: 'curl/8.5.0' } },
      ]),
    );
    expect(told).toHaveLength(2);
  });

  it('wakes the mailer, and one with a device that is known does not', async () => {
    const { login, wakes } = await openSignedIn();
    await login('vitest');
    expect(wakes()).toBe(0);
    await login('curl/8.5.0');
    expect(wakes()).toBe(1);
    await login('curl/8.5.0');
    expect(wakes()).toBe(1);
  });

  it.each([
    ['that says nothing of itself', null],
    ['that says more than is kept', `${'x'.repeat(400)} ${browser(140)}`],
  ])('is told once of one %s', async (_, userAgent) => {
    const { login, mails } = await openSignedIn();
    await login('vitest');
    await login(userAgent);
    await login(userAgent);
    expect(await mails()).toMatchObject([{ kind: 'new-sign-in' }]);
  });

  it('is told after a long absence too, when no device is remembered', async () => {
    const { login, mails, execute } = await openSignedIn();
    await login('vitest');
    await execute('DELETE FROM sessions');
    await login('curl/8.5.0');
    expect(await mails()).toMatchObject([{ kind: 'new-sign-in' }]);
  });

  it('is told to nobody when it is the first, or the address is unproved', async () => {
    const { login, mails, execute } = await openSignedIn();
    await execute('DELETE FROM sessions');
    await login('curl/8.5.0');
    expect(await mails()).toEqual([]);
    const unproved = await openSignedIn(false);
    await unproved.login('curl/8.5.0');
    expect(await unproved.mails()).toEqual([]);
  });
});
