import { isDeepStrictEqual } from 'node:util';
import { asc, count, getTableColumns, gt, inArray } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { Drizzle } from './connection.js';
import { compareMigrations } from './migrate.js';
import { filePath } from './name.js';
import { parseAddress } from './postgres/address.js';
import { connect } from './postgres/connect.js';
import { patience } from './postgres/patience.js';
import { connectionOver } from './postgres.js';
import { words } from './schema/columns.sqlite.js';
import { defineTables, type Tables } from './schema/tables.js';
import { openFile } from './sqlite.js';
import { type Database, openStore } from './store.js';

/** Why not everything is over there; says what to do. */
export class TransferFailed extends Error {}

/** Which table, how many rows of it are over there, and how many there are. */
type Progress = (table: string, done: number, all: number) => void;

type Name = keyof Tables;

/** In the order of their references; that of a module's exports would be alphabetical. */
const source = defineTables(words);
type Row = Record<string, unknown>;

/**
 * Copies a SQLite file into PostgreSQL, and reads back every row. Rows that are there already stay as
 * they are, so it can be broken off and run again.
 */
export async function transfer(
  from: Database,
  to: Database,
  progress: Progress,
  /** How many rows go at once. */
  portion = 500,
): Promise<Record<string, number>> {
  const file = openFile(filePath(from.url), 'look');
  await (await openStore(to)).close();
  const deadline = Date.now() + patience;
  const target = await connect(parseAddress(to.url), { prepare: true, unhurried: true }, deadline);
  const { writer, tables } = connectionOver((text, values) => target.query(text, values));
  try {
    if (compareMigrations(file).missing.length > 0) {
      throw new TransferFailed(`${filePath(from.url)} is of an older version. Migrate it first.`);
    }
    const version = file.pragma('data_version', { simple: true });
    file.exec('BEGIN');
    const reader = drizzle(file) as unknown as Drizzle;
    const copied: Record<string, number> = {};
    for (const name of Object.keys(source) as Name[]) {
      copied[name] = await copyTable(name, reader, { writer, tables }, progress, portion);
    }
    const last = file.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'users'").pluck().get();
    if (last) await target.query("SELECT setval('users_legacy_id_seq', $1)", [last]);
    file.exec('COMMIT');
    if (file.pragma('data_version', { simple: true }) !== version) {
      throw new TransferFailed('The file was written meanwhile. Stop its server and run it again.');
    }
    return copied;
  } finally {
    file.close();
    await target.close();
  }
}

async function copyTable(
  name: Name,
  reader: Drizzle,
  { writer, tables }: { writer: Drizzle; tables: Tables },
  progress: Progress,
  portion: number,
): Promise<number> {
  // Whatever the table, it has a text that is unique.
  const keyName = 'id' in source[name] ? 'id' : 'key';
  const keyOf = (table: object) => getTableColumns(table as Tables['counters'])[keyName as 'key'];
  const [theirs, ours] = [tables[name], source[name]] as Tables['counters'][];
  if (!theirs || !ours) throw new Error(`The table ${name} is missing`);
  const [total] = await reader.select({ rows: count() }).from(ours);
  const all = total?.rows ?? 0;
  let done = 0;
  for (let after = ''; ; ) {
    const rows: Row[] = await reader
      .select()
      .from(ours)
      .where(gt(keyOf(ours), after))
      .orderBy(asc(keyOf(ours)))
      .limit(portion);
    if (rows.length === 0) break;
    const keys = rows.map((row) => String(row[keyName]));
    await writer
      .insert(theirs)
      .values(rows as never[])
      .onConflictDoNothing();
    const kept: Row[] = await writer
      .select()
      .from(theirs)
      .where(inArray(keyOf(theirs), keys));
    const byKey = new Map(kept.map((row) => [row[keyName], row]));
    const other = rows.find((row) => !isDeepStrictEqual(row, byKey.get(row[keyName])));
    if (other) {
      throw new TransferFailed(
        `${name} has another ${other[keyName]} already. Empty the database.`,
      );
    }
    done += rows.length;
    after = keys.at(-1) ?? after;
    progress(name, done, all);
  }
  const [there] = await writer.select({ rows: count() }).from(theirs);
  if (Number(there?.rows) !== all) {
    throw new TransferFailed(
      `${name} has ${there?.rows} rows there and ${all} here. Empty the database.`,
    );
  }
  return all;
}
