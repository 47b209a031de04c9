import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, it, onTestFinished } from 'vitest';
import { DatabaseUnavailable } from './errors.js';
import { openSqlite } from './sqlite.js';
import { openStore } from './store.js';
import { temporaryPath } from './testing/dialects.js';
import { startProcess } from './testing/process.js';
import { newAccount } from './testing/rows.js';

async function open() {
  const path = await temporaryPath();
  const store = await openStore(path);
  onTestFinished(() => store.close());
  return { path, store };
}

it('syncs every commit to the disk, also after a reopen', async () => {
  // Caught: a file that was in WAL mode already came back with synchronous = NORMAL.
  const path = await temporaryPath();
  for (const _ of ['fresh', 'reopened', 'reopened again']) {
    const { database, close } = openSqlite(path);
    for (const connection of [database.writer, database.reader]) {
      expect(await connection.get(sql`PRAGMA synchronous`)).toEqual({ synchronous: 2 });
      expect(await connection.get(sql`PRAGMA journal_mode`)).toEqual({ journal_mode: 'wal' });
      expect(await connection.get(sql`PRAGMA foreign_keys`)).toEqual({ foreign_keys: 1 });
    }
    await close();
  }
});

it('leaves nothing in the file of an account that was deleted, nor of what was changed', async () => {
  // Caught: the pages that rows had been on kept them, for whoever read the file.
  const path = await temporaryPath();
  const store = await openStore(path);
  const ids = Array.from({ length: 300 }, (_, i) => `usr_${i}`);
  await store.transaction(async (tx) => {
    for (const id of ids) await tx.accounts.create(newAccount({ id, email: `secret-${id}@here` }));
  });
  await store.close();
  expect(readFileSync(path, 'latin1')).toContain('secret-usr_7@here');
  const again = await openStore(path);
  for (const id of ids) await again.accounts.delete(id);
  await again.close();
  expect(readFileSync(path, 'latin1')).not.toContain('secret-');
  expect(existsSync(`${path}-wal`)).toBe(false);
});

it('makes the folder of its file', async () => {
  const store = await openStore(`${await temporaryPath()}/deeper/still/profile.db`);
  await expect(store.ping()).resolves.toBeUndefined();
  await store.close();
});

it('refuses writes on the connection that reads', async () => {
  const { database, close } = openSqlite(await temporaryPath());
  const readonly = expect.objectContaining({ code: 'SQLITE_READONLY' });
  expect(() => database.reader.run(sql`DELETE FROM users`)).toThrow(
    expect.objectContaining({ cause: readonly }),
  );
  await close();
});

it('runs transactions and writes one after the other, in the order they were asked for', async () => {
  const { store } = await open();
  const log: string[] = [];
  const transaction = (name: string, pause: number) =>
    store.transaction(async (tx) => {
      log.push(`${name} begins`);
      await tx.accounts.create(newAccount());
      await delay(pause);
      await tx.accounts.create(newAccount());
      log.push(`${name} ends`);
    });
  const write = (name: string) => store.accounts.create(newAccount()).then(() => log.push(name));
  await Promise.all([transaction('a', 20), write('b'), transaction('c', 10), transaction('d', 0)]);
  expect(log).toEqual(['a begins', 'a ends', 'b', 'c begins', 'c ends', 'd begins', 'd ends']);
});

it('loses no update of transactions that read before they write, on several replicas', async () => {
  const { path, store } = await open();
  const replica = await openStore(path);
  onTestFinished(() => replica.close());
  const now = '2026-01-01T00:00:00.000Z';
  const increment = ({ transaction }: typeof store) =>
    transaction(async ({ counters }) => {
      const points = (await counters.get('a'))?.points ?? 0;
      await delay(1);
      // Expired at once, so that the next one replaces it.
      await counters.add({ key: 'a', points: points + 1, expires_at: now }, now);
    });
  await Promise.all(Array.from({ length: 60 }, (_, i) => increment(i % 2 ? store : replica)));
  expect((await store.counters.get('a'))?.points).toBe(60);
});

/** Takes the write lock of a file and keeps it until it is told to let go, as another process may. */
const holdLock = `
  import Database from 'better-sqlite3';
  const client = new Database(process.argv[1]);
  client.exec('BEGIN IMMEDIATE');
  console.log('locked');
  process.stdin.once('data', () => {
    client.exec('COMMIT');
    process.exit();
  });
`;

it('waits for another process that writes, and lets the event loop turn meanwhile', async () => {
  // Caught: SQLite's own busy timeout waited inside BEGIN IMMEDIATE and stopped every request.
  const { path, store } = await open();
  const other = startProcess(holdLock, path);
  expect(await other.line()).toBe('locked');

  let written = false;
  const write = store.accounts.create(newAccount({ id: 'usr_ada' })).finally(() => {
    written = true;
  });
  let longest = 0;
  for (let turn = 0; turn < 50; turn++) {
    const start = performance.now();
    await delay(5);
    longest = Math.max(longest, performance.now() - start);
  }
  expect(longest).toBeLessThan(1000);
  expect(written).toBe(false);
  expect(await store.accounts.byId('usr_ada')).toBeUndefined();
  other.say('let go');
  expect(await write).toBeDefined();
});

it('gives up on a lock within five seconds, and is well again afterwards', async () => {
  const { path, store } = await open();
  const other = startProcess(holdLock, path);
  await other.line();
  await expect(store.accounts.create(newAccount())).rejects.toThrow(DatabaseUnavailable);
  await expect(store.ping()).resolves.toBeUndefined();
  await other.kill();
  expect(await store.accounts.create(newAccount())).toBeDefined();
}, 20_000);

/** Writes without end and says the id of each account once its write was acknowledged. */
const writeOn = `
  const { openStore } = await import('./dist/index.js');
  const store = await openStore(process.argv[1]);
  const account = JSON.parse(process.argv[2]);
  for (let i = 0; ; i++) {
    const id = process.argv[3] + i;
    const given = { ...account, id, username: id, email: id + '@example.com' };
    await store.transaction((tx) => tx.accounts.create(given));
    console.log(id);
  }
`;

it('keeps every write that was acknowledged before kill -9', async () => {
  const path = await temporaryPath();
  const acknowledged: string[] = [];
  for (const round of ['a', 'b', 'c']) {
    const writer = startProcess(writeOn, path, JSON.stringify(newAccount()), `usr_${round}`);
    for (let i = 0; i < 20; i++) acknowledged.push((await writer.line()) ?? 'nothing');
    await writer.kill();
    for (let id = await writer.line(); id !== undefined; id = await writer.line()) {
      acknowledged.push(id);
    }
  }
  expect(acknowledged).not.toContain('nothing');
  const store = await openStore(path);
  for (const id of acknowledged) expect((await store.accounts.byId(id))?.id).toBe(id);
  await store.close();
}, 20_000);
