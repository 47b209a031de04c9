import SqliteClient from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
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

it('what could not be found out is asked again', async () => {
  const client = new SqliteClient(await temporaryPath());
  onTestFinished(() => void client.close());
  let fails = true;
  const find = createUnchanged(client)(async (id) => {
    if (fails) throw new Error('The disk did not answer');
    return { id };
  });
  await expect(find('ada')).rejects.toThrow('The disk did not answer');
  fails = false;
  expect(await find('ada')).toEqual({ id: 'ada' });
});

it('no more than so many are kept', async () => {
  const { store } = await open();
  const found = await store.sessions.caller('ses_a');
  for (let i = 0; i < 1_000; i++) await store.sessions.caller(`ses_${i}`);
  const again = await store.sessions.caller('ses_a');
  expect([again, again === found]).toEqual([found, false]);
});
