import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import { compareMigrations, type Migrations } from './migrate.js';
import { openFile } from './sqlite.js';

export interface Inspection {
  migrations: Migrations;
  /** `wal` once a server has opened the file. */
  journalMode: string;
  /** What a connection of ours writes with; opening one fails unless it is FULL. */
  synchronous: 'FULL';
}

/** Looks at a database without changing it; throws when it can't be read or written. */
export function inspectDatabase(path: string): Inspection {
  accessSync(path, constants.R_OK | constants.W_OK);
  // The log and its index are files beside it.
  accessSync(dirname(path), constants.W_OK);
  const client = openFile(path, 'look');
  try {
    const migrations = compareMigrations(client);
    const journalMode = String(client.pragma('journal_mode', { simple: true }));
    return { migrations, journalMode, synchronous: 'FULL' };
  } finally {
    client.close();
  }
}
