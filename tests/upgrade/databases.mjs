// Empty databases to be recorded, and what is to be said to make them again.
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../scripts/cluster-processes.mjs';
import { freePort } from './port.mjs';

const load = createRequire(new URL('../../packages/db/package.json', import.meta.url));
const folder = () => mkdtempSync(join(tmpdir(), 'profile-recording-'));

export async function openSqlite() {
  const at = folder();
  const path = join(at, 'profile.db');
  const query = (text) => {
    const client = new (load('better-sqlite3'))(path);
    const rows = client.prepare(text).all();
    client.close();
    return rows;
  };
  return {
    dialect: 'sqlite',
    url: `file:${path}`,
    tables: async () =>
      query(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'",
      ),
    columns: async (table) => query(`SELECT name FROM pragma_table_info('${table}')`),
    rows: async (table, columns) =>
      query(
        `SELECT ${columns.map((name) => `quote("${name}") AS "${name}"`).join()} FROM "${table}"`,
      ),
    close: async () => rmSync(at, { recursive: true }),
  };
}

export async function openPostgres() {
  const at = folder();
  // PostgreSQL runs as another user when root starts it.
  chmodSync(at, 0o711);
  const databasePort = await freePort();
  const server = startPostgres({ folder: at, databasePort, password: 'recording' });
  await server.ready;
  const url = `postgres://profile:recording@127.0.0.1:${databasePort}/postgres`;
  const client = load('postgres')(url, { onnotice() {} });
  return {
    dialect: 'postgres',
    url,
    tables: () => client`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
    columns: (table) =>
      client`SELECT column_name AS name FROM information_schema.columns
        WHERE table_name = ${table} AND is_identity = 'NO' OR table_name = ${table} AND column_name = 'legacy_id'
        ORDER BY ordinal_position`,
    rows: (table, columns) =>
      client.unsafe(
        `SELECT ${columns.map((name) => `quote_nullable("${name}"::text) AS "${name}"`).join()} FROM "${table}"`,
      ),
    async close() {
      await client.end();
      await server.stop();
      rmSync(at, { recursive: true });
    },
  };
}

/** The statements that make every row again, in an order that references allow. */
export async function insertsOf(database) {
  const statements = [];
  const names = (await database.tables()).map(({ name }) => name).sort();
  for (const table of names.sort((a, b) => (b === 'users') - (a === 'users'))) {
    const columns = (await database.columns(table)).map(({ name }) => name);
    for (const row of await database.rows(table, columns)) {
      const values = columns.map((name) => row[name]).join(', ');
      statements.push(`INSERT INTO "${table}" ("${columns.join('", "')}") VALUES (${values})`);
    }
  }
  if (database.dialect === 'postgres') {
    statements.push("SELECT setval('users_legacy_id_seq', (SELECT max(legacy_id) FROM users))");
  }
  return statements;
}

/** What a checkout makes tables by, and what it notes of that in the database. */
export function migrationsOf(checkout, dialect) {
  const of = join(checkout, 'packages/db/migrations', dialect);
  const { entries } = JSON.parse(readFileSync(join(of, 'meta/_journal.json'), 'utf8'));
  const names = entries.map(({ tag }) => tag);
  const noted = {
    sqlite:
      'CREATE TABLE __drizzle_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, hash text NOT NULL, created_at numeric)',
    postgres:
      'CREATE TABLE __drizzle_migrations (id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY, hash text NOT NULL, created_at bigint)',
  };
  const statements = names.flatMap((name) =>
    readFileSync(join(of, `${name}.sql`), 'utf8').split('--> statement-breakpoint'),
  );
  const trimmed = statements.map((statement) => statement.trim().replace(/;$/, ''));
  return { names, statements: [noted[dialect], ...trimmed] };
}
