import SqliteClient from 'better-sqlite3';
import { expect, it } from 'vitest';
import { SchemaTooNew } from './errors.js';
import { openStore } from './store.js';
import { temporaryPath } from './testing/dialects.js';
import { startProcess } from './testing/process.js';
import { newAccount } from './testing/rows.js';

/** What a file's schema is, and which migrations it notes. */
function inspect(path: string) {
  const client = new SqliteClient(path);
  const schema = client.prepare('SELECT type, name, sql FROM sqlite_schema').all();
  const migrations = client.prepare('SELECT * FROM __drizzle_migrations').all();
  client.close();
  return { schema, migrations };
}

function alter(path: string, statement: string) {
  const client = new SqliteClient(path);
  client.exec(statement);
  client.close();
}

it('migrates a fresh file once and leaves it alone after that', async () => {
  const path = await temporaryPath();
  const first = openStore(path);
  const user = await first.accounts.create(newAccount({ id: 'usr_ada' }));
  await first.close();
  const before = inspect(path);
  expect(before.migrations.length).toBeGreaterThan(0);

  const second = openStore(path);
  expect(await second.accounts.byId('usr_ada')).toEqual(user);
  await second.close();
  expect(inspect(path)).toEqual(before);
});

it.each([
  ['a newer', "INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('unknown', 1)"],
  ['another', "UPDATE __drizzle_migrations SET hash = 'unknown' WHERE id = 1"],
])('refuses a database with %s migration, and leaves it as it is', async (_, statement) => {
  const path = await temporaryPath();
  await openStore(path).close();
  alter(path, statement);
  const before = inspect(path);
  expect(() => openStore(path)).toThrow(SchemaTooNew);
  expect(inspect(path)).toEqual(before);
});

it('leaves a database alone that is not ours', async () => {
  const path = await temporaryPath();
  await openStore(path).close();
  alter(path, 'DELETE FROM __drizzle_migrations');
  const before = inspect(path);
  expect(() => openStore(path)).toThrow('already exists');
  expect(inspect(path)).toEqual(before);
});

/** Opens each file that it is told of, and says how that went. */
const openEach = `
  import { createInterface } from 'node:readline';
  const { openStore } = await import('./dist/index.js');
  console.log('ready');
  for await (const path of createInterface(process.stdin)) {
    try {
      const store = openStore(path);
      await store.ping();
      await store.close();
      console.log('opened');
    } catch (error) {
      console.log(error);
    }
  }
`;

it('serves several processes that open a fresh file at once', async () => {
  // Caught: SQLite refused some of them the switch to WAL with "database is locked", without waiting.
  const processes = Array.from({ length: 3 }, () => startProcess(openEach));
  for (const each of processes) expect(await each.line()).toBe('ready');
  for (let round = 0; round < 60; round++) {
    const path = await temporaryPath();
    for (const each of processes) each.say(path);
    const said = await Promise.all(processes.map((each) => each.line()));
    expect(said).toEqual(['opened', 'opened', 'opened']);
    const hashes = inspect(path).migrations.map((each) => (each as { hash: string }).hash);
    expect(new Set(hashes).size).toBe(hashes.length);
  }
}, 30_000);
