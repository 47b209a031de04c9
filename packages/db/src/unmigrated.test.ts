import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteClient from 'better-sqlite3';
import { expect, it } from 'vitest';
import { NoDatabase, SchemaTooNew, SchemaTooOld } from './errors.js';
import { inspectDatabase } from './inspect.js';
import { openStore } from './store.js';
import { temporaryPath } from './testing/dialects.js';
import { newAccount } from './testing/rows.js';

const look = (path: string) => openStore(path, { migrate: false });

/** Every file of the folder, byte by byte. */
function filesBeside(path: string) {
  const folder = dirname(path);
  return readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`, 'base64')]);
}

function alter(path: string, statement: string) {
  const client = new SqliteClient(path);
  client.exec(statement);
  client.close();
}

it('a database that is not there is not made, nor is its folder', async () => {
  const path = await temporaryPath();
  for (const missing of [path, `${path}/deeper/profile.db`]) {
    expect(() => look(missing)).toThrow(new NoDatabase(missing));
    expect(filesBeside(path)).toEqual([]);
  }
});

/** A database of ours, changed since. */
const ours = (statement: string) => async (path: string) => {
  await openStore(path).close();
  alter(path, statement);
};

it.each([
  ['lacks a migration', ours('DELETE FROM __drizzle_migrations WHERE id > 1'), SchemaTooOld],
  ['is newer', ours("UPDATE __drizzle_migrations SET hash = 'unknown'"), SchemaTooNew],
  // Opening as usual would turn it to WAL.
  ['is somebody else’s', (path: string) => alter(path, 'CREATE TABLE notes (text)'), SchemaTooOld],
])('one that %s is refused and stays as it is, byte by byte', async (_, make, error) => {
  // Caught: a read-only connection that closes last left a log and its index beside the file.
  const path = await temporaryPath();
  await make(path);
  const before = filesBeside(path);
  expect(before).toHaveLength(1);
  expect(() => look(path)).toThrow(error);
  expect(filesBeside(path)).toEqual(before);
});

it('one that is examined stays as it is, byte by byte', async () => {
  const path = await temporaryPath();
  await openStore(path).close();
  const before = filesBeside(path);
  expect(inspectDatabase(path).journalMode).toBe('wal');
  expect(filesBeside(path)).toEqual(before);
});

it('one that lacks migrations is refused with their names and what to do', async () => {
  const path = await temporaryPath();
  await openStore(path).close();
  alter(path, 'DELETE FROM __drizzle_migrations WHERE id > 1');
  expect(() => look(path)).toThrow(/ lacks 0001_\w+.*\. Run: profile migrate$/);
});

it('one that is up to date is opened to work, beside others too', async () => {
  const path = await temporaryPath();
  const server = openStore(path);
  const beside = look(path);
  await beside.accounts.create(newAccount({ id: 'usr_ada' }));
  expect(await server.accounts.byId('usr_ada')).toBeDefined();
  expect(beside.migrations).toEqual({ present: expect.any(Array), missing: [] });
  await server.close();
  await beside.close();
  const alone = look(path);
  expect(await alone.accounts.byId('usr_ada')).toBeDefined();
  await alone.close();
});
