import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteClient from 'better-sqlite3';
import { isBusy, patience } from '../write-queue.js';
import { TargetInUse, TargetOccupied } from './target.js';

/** What SQLite keeps beside a file that somebody writes. */
const companions = ['-wal', '-shm', '-journal'];

/**
 * Puts a whole file in the place of a SQLite database. What was there goes to `aside`; without that,
 * only what has no rows is replaced. At no moment there is no database, or half of one.
 */
export function replaceFile(whole: string, path: string, aside?: string): void {
  sync(whole);
  if (existsSync(path)) {
    withLock(path, (empty) => {
      moveCompanions(path, aside);
      if (!empty) keep(path, path, aside);
      renameSync(whole, path);
    });
  } else {
    moveCompanions(path, aside);
    // Fails when a server that starts now is faster.
    linkSync(whole, path);
    rmSync(whole);
  }
  sync(dirname(path));
}

/** Throws when `replaceFile` would refuse. */
export function checkFile(path: string, replace: boolean): void {
  if (existsSync(path)) {
    withLock(path, (empty) => {
      if (!empty && !replace) throw new TargetOccupied(path);
    });
  } else if (!replace && companions.some((end) => existsSync(path + end))) {
    throw new TargetOccupied(path);
  }
}

/** Of a database that is deleted or damaged; SQLite would take them for those of the next one. */
function moveCompanions(path: string, aside: string | undefined): void {
  for (const file of companions.map((end) => path + end)) {
    if (!existsSync(file)) continue;
    keep(file, path, aside);
    rmSync(file);
  }
}

/** Gives a file of the database at `path` a second name, under which it stays. */
function keep(file: string, path: string, aside: string | undefined): void {
  if (aside === undefined) throw new TargetOccupied(path);
  linkSync(file, aside + file.slice(path.length));
}

/** Works while nobody else can have the database open; without its log, which goes by its name. */
function withLock(path: string, work: (empty: boolean) => void): void {
  const client = new SqliteClient(path, { fileMustExist: true, timeout: patience });
  try {
    work(lock(client, path) && isEmpty(client));
  } finally {
    client.close();
  }
}

/** False when there is nothing to lock, as the file is no database any more. */
function lock(client: SqliteClient.Database, path: string): boolean {
  try {
    // SQLite refuses this while others have it open, be they idle.
    client.pragma('journal_mode = DELETE');
    client.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (isBusy(error)) throw new TargetInUse(path);
    if (isDamage(error)) return false;
    throw error;
  }
}

/** What is damaged may have had rows. */
function isEmpty(client: SqliteClient.Database): boolean {
  try {
    const tables = client
      .prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> '__drizzle_migrations'",
      )
      .pluck()
      .all() as string[];
    return tables.every(
      (name) => client.prepare(`SELECT 1 FROM "${name}" LIMIT 1`).get() === undefined,
    );
  } catch (error) {
    if (isDamage(error)) return false;
    throw error;
  }
}

const isDamage = (error: unknown) =>
  error instanceof SqliteClient.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code);

function sync(path: string): void {
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
}
