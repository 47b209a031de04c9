import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { openStore } from './store.js';
import { at, newAccount, newMail, newSession } from './testing/rows.js';

async function open() {
  const store = await openStore(':memory:');
  onTestFinished(() => store.close());
  return store;
}

it('has every table, and each store a database of its own', async () => {
  const [one, other] = [await open(), await open()];
  expect(one.migrations.missing.length).toBeGreaterThan(0);
  await one.accounts.create(newAccount({ id: 'usr_ada' }));
  expect(await one.accounts.byId('usr_ada')).toMatchObject({ id: 'usr_ada', version: 1 });
  expect(await other.accounts.byId('usr_ada')).toBeUndefined();
  await expect(one.ping()).resolves.toBeUndefined();
});

it('holds the rules of its tables', async () => {
  const store = await open();
  await expect(store.sessions.create(newSession('usr_nobody'))).rejects.toThrow();
});

it('shows nobody what a transaction has not committed', async () => {
  const store = await open();
  const seen: unknown[] = [];
  let look = Promise.resolve();
  const failed = store.transaction(async (tx) => {
    await tx.accounts.create(newAccount({ id: 'usr_ada' }));
    seen.push((await tx.accounts.byId('usr_ada'))?.id);
    look = store.accounts.byId('usr_ada').then((user) => void seen.push(user));
    await delay(5);
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  await look;
  expect(seen).toEqual(['usr_ada', undefined]);
});

it('gives rows as a file does: joined, changed and in lists', async () => {
  const store = await open();
  await store.accounts.create(newAccount({ id: 'usr_ada', email: 'ada@example.com' }));
  await store.sessions.create(newSession('usr_ada', { id: 'ses_a' }));
  await store.outbox.add(newMail('usr_ada'));
  const found = await store.sessions.caller('ses_a');
  expect(found).toMatchObject({
    session: { id: 'ses_a', revoked_at: null },
    user: { id: 'usr_ada', email: 'ada@example.com', email_verified: false, is_active: true },
  });
  expect(
    await store.profiles.update('usr_ada', { first_name: 'Ada' }, { expected: 1, now: at(1) }),
  ).toMatchObject({ first_name: 'Ada', version: 2 });
  expect((await store.sessions.caller('ses_a'))?.user.first_name).toBe('Ada');
  expect(await store.sessions.ofUser('usr_ada', at(0))).toHaveLength(1);
  expect(await store.outbox.take(at(0), at(60), 9)).toMatchObject([{ user_id: 'usr_ada' }]);
});

it('of many at once, one wins', async () => {
  const store = await open();
  await store.accounts.create(newAccount({ id: 'usr_ada' }));
  await store.sessions.create(newSession('usr_ada', { id: 'ses_a' }));
  const rotations = Array.from({ length: 50 }, () =>
    store.sessions.rotate({ id: 'ses_a', generation: 0 }, { now: at(10), expires_at: at(2000) }),
  );
  const won = (await Promise.all(rotations)).filter(Boolean);
  expect(won).toHaveLength(1);
});
