import { isDeepStrictEqual } from 'node:util';
import { asc, count, getTableColumns, gt, inArray } from 'drizzle-orm';
import type { Drizzle } from './connection.js';
import { words } from './schema/columns.sqlite.js';
import { defineTables, type Tables } from './schema/tables.js';

/** Why not everything is over there; says what to do. */
export class TransferFailed extends Error {}

/** Which table, how many rows of it are over there, and how many there are. */
export type Progress = (table: string, done: number, all: number) => void;

export type TableName = keyof Tables;

/** In the order of their references; that of a module's exports would be alphabetical. */
export const tableNames = Object.keys(defineTables(words)) as TableName[];

interface Side {
  db: Drizzle;
  tables: Tables;
}

type Row = Record<string, unknown>;

/** Copies every row of a table into another database, reads it back, and gives how many there are. */
export async function copyTable(
  name: TableName,
  from: Side,
  to: Side,
  progress: Progress = () => {},
  /** How many rows go at once. */
  portion = 500,
): Promise<number> {
  // Whatever the table, it has a text that is unique.
  const keyName = 'id' in from.tables[name] ? 'id' : 'key';
  const keyOf = (table: object) => getTableColumns(table as Tables['counters'])[keyName as 'key'];
  const [theirs, ours] = [to.tables[name], from.tables[name]] as Tables['counters'][];
  if (!theirs || !ours) throw new Error(`The table ${name} is missing`);
  const [total] = await from.db.select({ rows: count() }).from(ours);
  const all = Number(total?.rows ?? 0);
  let done = 0;
  for (let after = ''; ; ) {
    const rows: Row[] = await from.db
      .select()
      .from(ours)
      .where(gt(keyOf(ours), after))
      .orderBy(asc(keyOf(ours)))
      .limit(portion);
    if (rows.length === 0) break;
    const keys = rows.map((row) => String(row[keyName]));
    await to.db
      .insert(theirs)
      .values(rows as never[])
      .onConflictDoNothing();
    const kept: Row[] = await to.db
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
  const [there] = await to.db.select({ rows: count() }).from(theirs);
  if (Number(there?.rows) !== all) {
    throw new TransferFailed(
      `${name} has ${there?.rows} rows there and ${all} here. Empty the database.`,
    );
  }
  return all;
}
