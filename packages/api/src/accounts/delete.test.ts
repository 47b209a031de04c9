import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Identity, userOfIdentity } from '../auth/identity.js';
import { openApi, password } from '../testing/context.js';
import { createAccount } from './create.js';
import { deleteAccount } from './delete.js';

it('an account that is deleted takes all along, and its address is free', async () => {
  const { services, store, as, account, mails } = await openApi();
  const { user, session } = await account();
  await as({ session }).email.requestVerification();
  expect(await deleteAccount(services, user)).toBe(true);
  expect(await deleteAccount(services, user)).toBe(false);
  expect(await store.sessions.withUser(session)).toBeUndefined();
  expect(await mails()).toEqual([]);
  await createAccount(services, { email: user.email, password }, false);
});

/** The operations with somebody whom another issuer signs in, by a token of this moment. */
async function openFederated() {
  const api = await openApi();
  const seconds = (plus = 0) => Math.floor(Date.parse(api.at(plus)) / 1000);
  const identity: Identity = {
    issuer: 'https://id.example.com',
    subject: 'ada-at-the-issuer',
    email: 'ada@example.com',
    email_verified: true,
    username: 'ada',
    first_name: undefined,
    last_name: undefined,
    locale: undefined,
    iat: seconds(),
  };
  const signIn = (given: Partial<Identity> = {}) =>
    userOfIdentity(api.services, { ...identity, ...given });
  const user = await signIn();
  if (!user) throw new Error('Nobody came of the identity');
  return { ...api, identity, signIn, seconds, user };
}

describe('a token of a deleted user of another issuer', () => {
  it.each([
    ['an hour before', -3600, false],
    ['a second before', -1, false],
    // Rounded down to a second it may be from before.
    ['in the same second', 0, false],
    ['in the next second', 1, true],
  ])('made %s (%i s) makes an account again: %s', async (_, plus, makes) => {
    const { services, user, signIn, seconds, pass } = await openFederated();
    pass(60_400);
    const deletion = seconds();
    await deleteAccount(services, user);
    pass(60_000);
    const again = await signIn({ iat: deletion + plus });
    expect(again !== undefined).toBe(makes);
    expect(again?.id).not.toBe(user.id);
    expect((await services.store.accounts.byEmail(user.email)) !== undefined).toBe(makes);
  });

  it('joins no other account with the address either', async () => {
    const { services, user, signIn, store } = await openFederated();
    await deleteAccount(services, user);
    await createAccount(services, { email: user.email, password }, true);
    expect(await signIn()).toBeUndefined();
    expect((await store.accounts.byEmail(user.email))?.issuer).toBeNull();
  });

  it('is refused again after a second deletion', async () => {
    const { services, user, signIn, seconds, pass } = await openFederated();
    await deleteAccount(services, user);
    pass(5_000);
    const iat = seconds();
    const anew = await signIn({ iat });
    if (!anew) throw new Error('The new token was refused');
    await deleteAccount(services, anew);
    expect(await signIn({ iat })).toBeUndefined();
  });

  it('is refused when the deletion comes while its request waits for the database', async () => {
    const { services, signIn, store, identity, at } = await openFederated();
    const name = { issuer: identity.issuer, subject: 'bob-at-the-issuer' };
    const bob = { subject: name.subject, email: 'bob@example.com', username: 'bob' };
    let waiting: ReturnType<typeof signIn> | undefined;
    await store.transaction(async (tx) => {
      waiting = signIn(bob);
      // It asks for the write lock, which we have, and has seen no deletion.
      for (let i = 0; i < 20; i++) await turn();
      await services.deletedIdentities.note(tx, name, at());
    });
    expect(await waiting).toBeUndefined();
    expect(await store.accounts.byEmail(bob.email)).toBeUndefined();
  });

  it('is refused when its account is made and deleted while its request waits to make it', async () => {
    const { services, signIn, store, another, identity, account, at } = await openFederated();
    const name = { issuer: identity.issuer, subject: 'bob-at-the-issuer' };
    const bob = { subject: name.subject, email: 'bob@example.com', username: undefined };
    const { user: template } = await account('eve');
    const { legacy_id, ...columns } = template;
    const other = await another();
    let waiting: ReturnType<typeof signIn> | undefined;
    await other.transaction(async (tx) => {
      await tx.accounts.create({
        ...columns,
        ...name,
        id: 'usr_b',
        username: 'b',
        email: 'b@x.example',
      });
      waiting = signIn(bob);
      // Until it waits for us, wherever that is: to write at all, or for the name in the index.
      await delay(300);
      await tx.accounts.delete('usr_b');
      await services.deletedIdentities.note(tx, name, at());
    });
    expect(await waiting).toBeUndefined();
    expect(await store.accounts.byEmail(bob.email)).toBeUndefined();
  });

  it('says nothing of others: neither another subject nor another issuer', async () => {
    const { services, user, signIn } = await openFederated();
    await deleteAccount(services, user);
    const eve = { email: 'eve@example.com', username: 'eve' };
    expect(await signIn({ ...eve, subject: 'eve' })).toMatchObject(eve);
    const elsewhere = { email: 'bob@example.com', issuer: 'https://other.example.com' };
    expect(await signIn(elsewhere)).toBeDefined();
  });
});

it('of a deleted user of another issuer an HMAC and the moment stay, and no more', async () => {
  const { services, user, rows, at } = await openFederated();
  await deleteAccount(services, user);
  const key = expect.stringMatching(/^[\w-]{43}$/);
  expect(await rows('deleted_identities')).toEqual([{ key, deleted_at: at() }]);
  expect(await rows('users')).toEqual([]);
});

it('of a deleted user with a password nothing stays', async () => {
  const { services, account, rows } = await openApi();
  await deleteAccount(services, (await account()).user);
  expect(await rows('deleted_identities')).toEqual([]);
});
