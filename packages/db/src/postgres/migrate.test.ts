import { setTimeout as sleep } from 'node:timers/promises';
import { createBareDatabase } from '@profile/databases';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { TablesInUse } from '../errors.js';
import { readMigrations } from '../migrations.js';
import { parseAddress } from './address.js';
import { type Connected, connect } from './connect.js';
import { migratePostgres } from './migrate.js';

const { files, names } = readMigrations('postgres');
let url: string;

/** A connection of its own, whose statements may take as long as they need. */
async function another(): Promise<Connected> {
  // Without the time limits that a connection sets for itself where it can.
  const options = { prepare: false, unhurried: true };
  const connected = await connect(parseAddress(url), options, Date.now() + 5_000);
  onTestFinished(() => connected.drop());
  return connected;
}

/** A database as the first version left it; one of the later migrations makes an index of sessions. */
beforeEach(async () => {
  const { remove, ...bare } = await createBareDatabase('PostgreSQL');
  onTestFinished(remove);
  url = bare.url;
  const before = await another();
  await before.query(
    'CREATE TABLE __drizzle_migrations (id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY, hash text NOT NULL, created_at bigint)',
  );
  for (const { sql, hash } of files.slice(0, 1)) {
    for (const statement of sql) await before.query(statement);
    await before.query('INSERT INTO __drizzle_migrations (hash) VALUES ($1)', [hash]);
  }
});

async function hold(): Promise<Connected> {
  const holder = await another();
  await holder.query('BEGIN');
  await holder.query('LOCK TABLE sessions IN ROW EXCLUSIVE MODE');
  return holder;
}

describe('A table that somebody holds', () => {
  it('keeps a migration waiting, and nobody else for longer than its turn', async () => {
    const [holder, other, migrating] = [await hold(), await another(), await another()];
    const migration = migratePostgres(migrating, { wait: 300, pause: 100, tries: 100 });
    migration.catch(() => {});
    const waits: number[] = [];
    for (const until = Date.now() + 1_500; Date.now() < until; await sleep(5)) {
      const asked = Date.now();
      await other.query("UPDATE sessions SET generation = 1 WHERE id = 'none'");
      waits.push(Date.now() - asked);
    }
    // It had its turns, in which the others wait.
    expect(Math.max(...waits)).toBeGreaterThan(100);
    expect(Math.max(...waits)).toBeLessThan(3_000);
    await holder.query('COMMIT');
    expect(await migration).toEqual({ present: names.slice(0, 1), missing: names.slice(1) });
    const [row] = await other.query("SELECT to_regclass('sessions_user_id_revoked_at_idx')");
    expect(row?.[0]).not.toBeNull();
  });

  it('ends a migration that has waited often enough, with nothing changed', async () => {
    await hold();
    const turns = { wait: 20, pause: 10, tries: 3 };
    await expect(migratePostgres(await another(), turns)).rejects.toThrow(TablesInUse);
    const looking = await another();
    expect(await looking.query('SELECT count(*)::int FROM __drizzle_migrations')).toMatchObject([
      [1],
    ]);
  });
});
