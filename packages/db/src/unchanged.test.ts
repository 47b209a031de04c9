import SqliteClient from 'better-sqlite3';
import { eq, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { counters } from './schema/sqlite.js';
import { openStore } from './store.js';
import { temporaryPath } from './testing/dialects.js';
import { newAccount, newSession } from './testing/rows.js';
import { createUnchanged } from './unchanged.js';

const at = '2026-01-01T00:00:00.000Z';

/** Two servers on one file, and somebody signed in. */
async function open() {
  const path = await temporaryPath();
  const stores = [await openStore(path), await openStore(path)] as const;
  onTestFinished(async () => {
    for (const store of stores) await store.close();
  });
  const [store, other] = stores;
  await store.accounts.create(newAccount({ id: 'usr_ada' }));
  await store.sessions.create(newSession('usr_ada', { id: 'ses_a' }));
  return { store, other };
}

it('a caller that was found is found again without looking, and is the same', async () => {
  const { store } = await open();
  const found = await store.sessions.caller('ses_a');
  expect(found).toMatchObject({ session: { id: 'ses_a' }, user: { id: 'usr_ada' } });
  expect(await store.sessions.caller('ses_a')).toBe(found);
});

it.each(['this server', 'another server'])('what %s has written is seen at once', async (who) => {
  const { store, other } = await open();
  const writer = who === 'this server' ? store : other;
  for (let i = 0; i < 50; i++) {
    const display_name = `name ${i}`;
    await writer.profiles.update('usr_ada', { display_name }, { expected: undefined, now: at });
    expect((await store.sessions.caller('ses_a'))?.user).toMatchObject({ display_name });
  }
  await writer.sessions.revoke('ses_a', at);
  expect((await store.sessions.caller('ses_a'))?.session.revoked_at).toBe(at);
  await writer.accounts.delete('usr_ada');
  expect(await store.sessions.caller('ses_a')).toBeUndefined();
});

it('who was not found is found once there', async () => {
  const { store, other } = await open();
  expect(await store.sessions.caller('ses_b')).toBeUndefined();
  await other.sessions.create(newSession('usr_ada', { id: 'ses_b' }));
  expect(await store.sessions.caller('ses_b')).toBeDefined();
});

it('a transaction sees what it has changed, and others only when it is done', async () => {
  const { store } = await open();
  await store.sessions.caller('ses_a');
  await store.transaction(async (tx) => {
    await tx.sessions.revoke('ses_a', at);
    expect((await tx.sessions.caller('ses_a'))?.session.revoked_at).toBe(at);
    expect((await store.sessions.caller('ses_a'))?.session.revoked_at).toBeNull();
  });
  expect((await store.sessions.caller('ses_a'))?.session.revoked_at).toBe(at);
});

it('nobody can change what others are given', async () => {
  const { store } = await open();
  const found = await store.sessions.caller('ses_a');
  expect(() => {
    if (found) found.user.email = 'eve@example.com';
  }).toThrow(TypeError);
});

it('is the same object still when something else was written', async () => {
  const { store, other } = await open();
  const found = await store.sessions.caller('ses_a');
  await other.accounts.create(newAccount({ id: 'usr_eve' }));
  expect(await store.sessions.caller('ses_a')).toBe(found);
});

it('what could not be found out is asked again', async () => {
  const path = await temporaryPath();
  const client = new SqliteClient(path);
  onTestFinished(() => void client.close());
  client.exec(
    "CREATE TABLE counters (key, points, expires_at); INSERT INTO counters VALUES ('a', 1, '')",
  );
  const query = drizzle(client)
    .select()
    .from(counters)
    .where(eq(counters.key, sql.placeholder('id')));
  const find = createUnchanged(client)(() => query);
  client.exec('ALTER TABLE counters RENAME TO away');
  await expect(find('a')).rejects.toThrow('no such table');
  client.exec('ALTER TABLE away RENAME TO counters');
  expect(await find('a')).toEqual({ key: 'a', points: 1, expires_at: '' });
});

it('keeps the last five thousand that were asked for, and no more than twice as many', async () => {
  const { store } = await open();
  await store.transaction(async (tx) => {
    for (let i = 0; i < 10_001; i++) {
      await tx.sessions.create(newSession('usr_ada', { id: `ses_${i}` }));
    }
  });
  const ask = (i: number) => store.sessions.caller(`ses_${i}`);
  const [first, kept] = [await ask(0), await ask(1)];
  for (let i = 2; i < 5_002; i++) await ask(i);
  // Asked for again, so it is younger than those beside it.
  expect(await ask(1)).toBe(kept);
  for (let i = 5_002; i < 10_001; i++) await ask(i);
  expect(await ask(1)).toBe(kept);
  expect(await ask(0)).toEqual(first);
  expect(await ask(0)).not.toBe(first);
});
