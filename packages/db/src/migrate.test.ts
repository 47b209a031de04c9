import { describe, expect, it } from 'vitest';
import { SchemaTooNew } from './errors.js';
import { readMigrations } from './migrations.js';
import { openStore } from './store.js';
import { dialects } from './testing/dialects.js';
import { startProcess } from './testing/process.js';
import { newAccount } from './testing/rows.js';

/** What tables there are, as each database tells it. */
const listings = {
  SQLite: 'SELECT type, name, sql FROM sqlite_schema ORDER BY name',
  PostgreSQL: `SELECT table_name, column_name, data_type, column_default
    FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2`,
};

/** Opens each database that it is told of, and says how that went. */
const openEach = `
  import { createInterface } from 'node:readline';
  const { openStore } = await import('./dist/index.js');
  console.log('ready');
  for await (const url of createInterface(process.stdin)) {
    try {
      const store = await openStore(url);
      await store.ping();
      await store.close();
      console.log('opened');
    } catch (error) {
      console.log(error);
    }
  }
`;

describe.each(dialects)('migrating on $name', ({ name, bare }) => {
  const all = readMigrations(name === 'SQLite' ? 'sqlite' : 'postgres').names;

  async function openBare() {
    const { url, execute } = await bare();
    const inspect = async () => ({
      schema: await execute(listings[name]),
      migrations: await execute('SELECT * FROM __drizzle_migrations ORDER BY id'),
    });
    return { url, execute, inspect };
  }

  it('says which migrations it lacks, as of a backup that took its place', async () => {
    const { url, execute } = await openBare();
    const store = await openStore(url);
    expect(await store.missingMigrations()).toEqual([]);
    await execute(
      "INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('of a newer one', 1)",
    );
    // A newer server has been here, beside which this one goes on.
    expect(await store.missingMigrations()).toEqual([]);
    await execute('DELETE FROM __drizzle_migrations WHERE id > 1');
    expect(await store.missingMigrations()).toEqual(all.slice(1));
    await execute('DROP TABLE __drizzle_migrations');
    expect(await store.missingMigrations()).toEqual(all);
    await store.close();
  });

  it('makes the tables once and leaves them alone after that', async () => {
    const { url, inspect } = await openBare();
    const first = await openStore(url);
    expect(first.migrations).toEqual({ present: [], missing: all });
    const user = await first.accounts.create(newAccount({ id: 'usr_ada' }));
    await first.close();
    const before = await inspect();
    expect(before.migrations).toHaveLength(all.length);

    const second = await openStore(url);
    expect(second.migrations).toEqual({ present: all, missing: [] });
    expect(await second.accounts.byId('usr_ada')).toEqual(user);
    await second.close();
    expect(await inspect()).toEqual(before);
  });

  it.each([
    ['a newer', "INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('unknown', 1)"],
    ['another', "UPDATE __drizzle_migrations SET hash = 'unknown' WHERE id = 1"],
  ])('refuses a database with %s migration, and leaves it as it is', async (_, statement) => {
    const { url, execute, inspect } = await openBare();
    await (await openStore(url)).close();
    await execute(statement);
    const before = await inspect();
    await expect(openStore(url)).rejects.toThrow(SchemaTooNew);
    expect(await inspect()).toEqual(before);
  });

  it('leaves a database alone that is not ours', async () => {
    const { url, execute, inspect } = await openBare();
    await (await openStore(url)).close();
    await execute('DELETE FROM __drizzle_migrations');
    const before = await inspect();
    await expect(openStore(url)).rejects.toThrow('already exists');
    expect(await inspect()).toEqual(before);
  });

  it('is done once when several processes open a fresh database at once', async () => {
    // Caught: SQLite refused some of them the switch to WAL with "database is locked", without waiting.
    const processes = Array.from({ length: 5 }, () => startProcess(openEach));
    for (const each of processes) expect(await each.line()).toBe('ready');
    for (let round = 0; round < (name === 'SQLite' ? 60 : 10); round++) {
      const { url, inspect } = await openBare();
      for (const each of processes) each.say(url);
      const said = await Promise.all(processes.map((each) => each.line()));
      expect(said).toEqual(processes.map(() => 'opened'));
      expect((await inspect()).migrations).toHaveLength(all.length);
    }
  }, 60_000);
});
