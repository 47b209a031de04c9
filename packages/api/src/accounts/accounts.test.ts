import { describe, expect, it } from 'vitest';
import { mintToken } from '../auth/mint.js';
import { openApi, password } from '../testing/context.js';
import { setActive } from './active.js';
import { createAccount } from './create.js';
import { findAccount } from './find.js';
import { generatePassword, setPassword } from './password.js';

const fresh = 'quiet-lantern-58-harbor';

describe('an account made by the operator', () => {
  it('can sign in, and is sent the verification mail unless its address is vouched for', async () => {
    const { services, as, mails } = await openApi();
    const ada = await createAccount(services, { email: 'ada@example.com', password }, false);
    const bob = await createAccount(services, { email: 'bob@example.com', password }, true);
    expect([ada.email_verified, bob.email_verified]).toEqual([false, true]);
    expect((await mails()).map(({ user_id }) => user_id)).toEqual([ada.id]);
    await as().auth.login({ login: 'bob@example.com', password });
  });

  it('obeys the rules of sign-up', async () => {
    const { services, account } = await openApi();
    await account('ada');
    const make = (email: string, username?: string, given = password) =>
      createAccount(services, { email, username, password: given }, false);
    await expect(make('ADA@example.com')).rejects.toMatchObject({ reason: 'email_taken' });
    await expect(make('b@example.com', 'ADA')).rejects.toMatchObject({ reason: 'username_taken' });
    const weak = make('b@example.com', 'bob', 'password1');
    await expect(weak).rejects.toMatchObject({ reason: 'validation_error' });
  });

  it('is found by id, address and username', async () => {
    const { services, account } = await openApi();
    const { id } = await account('ada');
    for (const who of [id, 'Ada', 'ada@EXAMPLE.com']) {
      expect((await findAccount(services, who))?.id).toBe(id);
    }
    expect(await findAccount(services, 'bob')).toBeUndefined();
  });
});

describe('a password set by the operator', () => {
  it('ends every session and mailed link, tells the owner, and is the password then', async () => {
    const { services, as, account, mails, mailed } = await openApi();
    const { user, session, openSession } = await account();
    await openSession();
    await as({ session }).email.requestVerification();
    const { token } = await mailed(user.id);
    expect(await setPassword(services, user, fresh)).toBe(2);

    await expect(as({ session }).profile.get()).rejects.toMatchObject({ status: 401 });
    const kinds = (await mails()).map(({ kind, data }) => [kind, 'ip' in data]);
    expect(kinds).toContainEqual(['password-changed', false]);
    const old = as().auth.login({ login: 'ada', password });
    await expect(old).rejects.toMatchObject({ reason: 'invalid_credentials' });
    await as().auth.login({ login: 'ada', password: fresh });
    const reopened = await openSession();
    const link = as({ session: reopened.id }).email.confirmVerification({ token });
    await expect(link).rejects.toMatchObject({ reason: 'invalid_mail_token' });
  });

  it('is refused when it is weak, or when another provider manages it', async () => {
    const { services, account } = await openApi();
    const { user } = await account();
    const weak = setPassword(services, user, 'ada@example.com');
    await expect(weak).rejects.toMatchObject({ reason: 'validation_error' });
    const elsewhere = setPassword(services, { ...user, password_hash: null }, fresh);
    await expect(elsewhere).rejects.toMatchObject({ reason: 'managed_elsewhere' });
  });

  it('that is generated passes the rules and is another each time', async () => {
    const { services } = await openApi();
    const made = Array.from({ length: 50 }, () => generatePassword(services));
    expect(new Set(made).size).toBe(50);
    const person = { email: 'ada@example.com', username: 'ada' };
    for (const each of made) {
      expect(each).toMatch(/^([0-9a-z]{5}-){3}[0-9a-z]{5}$/);
      expect(services.passwords.fault('password', each, person)).toBeUndefined();
    }
  });
});

it('an account that is switched off has no sessions and opens none; on again, it does', async () => {
  const { services, as, account } = await openApi();
  const { user, session } = await account();
  expect(await setActive(services, user, false)).toBe(1);
  await expect(as({ session }).profile.get()).rejects.toMatchObject({ status: 401 });
  const login = () => as().auth.login({ login: 'ada', password });
  await expect(login()).rejects.toMatchObject({ reason: 'invalid_credentials' });
  expect(await setActive(services, user, true)).toBe(0);
  await login();
  await expect(as({ session }).profile.get()).rejects.toMatchObject({ status: 401 });
});

it('a minted token has a session of its own that ends with it', async () => {
  const { services, store, account, at } = await openApi();
  const { user } = await account();
  const minted = await mintToken(services, user, { scope: 'profile:read', ttl: 3_600_000 });
  expect(minted).toMatchObject({ scope: 'profile:read', expires_at: at(3_600_000) });
  const claims = JSON.parse(
    Buffer.from(minted.access_token.split('.')[1] ?? '', 'base64url').toString(),
  );
  expect(claims).toMatchObject({ sid: minted.session, scope: 'profile:read' });
  expect(claims.exp - claims.iat).toBe(3600);
  const found = await store.sessions.withUser(minted.session);
  expect(found?.session).toMatchObject({ expires_at: at(3_600_000), ip: null });
});
