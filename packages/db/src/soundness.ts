import { existsSync, statSync } from 'node:fs';
import type SqliteClient from 'better-sqlite3';
import { DamagedDatabase } from './errors.js';

/** Files up to these bytes are read whole at a start, which takes a fifth of a second at most. */
const checkedAtStart = 100_000_000;

/**
 * Throws when a file that has lost its beginning still has a log of writes: SQLite would take it for a
 * new database and delete the log.
 */
export function requireBeginning(path: string): void {
  const log = `${path}-wal`;
  if (!existsSync(log) || statSync(log).size === 0) return;
  if (!existsSync(path) || statSync(path).size === 0) {
    throw new DamagedDatabase(path, 'it is empty, but its log -wal is not');
  }
}

/** Looks at every page of a file, unless it is large and somebody waits for a start. */
export function requireSound(client: SqliteClient.Database, starting = false): void {
  if (starting && statSync(client.name).size > checkedAtStart) return;
  const found = client.pragma('quick_check(1)', { simple: true });
  // It may take several lines, of which the first is where it looked.
  if (found !== 'ok') throw new DamagedDatabase(client.name, String(found).split('\n').at(-1));
}

/** Runs what opens a file, and says it in a sentence when SQLite finds that the file is damaged. */
export function asDamaged<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    const { code = '', message } = error as Error & { code?: string };
    if (code.startsWith('SQLITE_CORRUPT')) throw new DamagedDatabase(path, message);
    throw error;
  }
}
