import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseUnavailable } from './errors.js';
import { compareMigrations } from './migrate.js';
import type { Migrations } from './migrations.js';
import { filePath } from './name.js';
import { isPostgres, parseAddress } from './postgres/address.js';
import { connect } from './postgres/connect.js';
import { comparePostgres } from './postgres/migrate.js';
import { patience } from './postgres/patience.js';
import { asDamaged, requireBeginning, requireSound } from './soundness.js';
import { openFile } from './sqlite.js';
import type { Database } from './store.js';

export interface Inspection {
  migrations: Migrations;
  /** What else there is to know, a phrase each. */
  notes: string[];
  /** Of a file: `wal` once a server has opened it. */
  journalMode?: string;
}

/** Looks at a database without changing it; throws when it can't be read or written. */
export async function inspectDatabase(database: Database): Promise<Inspection> {
  return isPostgres(database.url)
    ? inspectPostgres(database)
    : asDamaged(filePath(database.url), () => inspectSqlite(filePath(database.url)));
}

function inspectSqlite(path: string): Inspection {
  accessSync(path, constants.R_OK | constants.W_OK);
  // The log and its index are files beside it.
  accessSync(dirname(path), constants.W_OK);
  requireBeginning(path);
  const client = openFile(path, 'look');
  try {
    requireSound(client);
    const migrations = compareMigrations(client);
    const journalMode = String(client.pragma('journal_mode', { simple: true }));
    // Opening fails unless it is.
    return { migrations, journalMode, notes: ['synchronous=FULL', journalMode] };
  } finally {
    client.close();
  }
}

async function inspectPostgres({ url, prepare = true }: Database): Promise<Inspection> {
  const connection = await connect(parseAddress(url), { prepare }, Date.now() + patience).catch(
    (error: unknown) => {
      throw new DatabaseUnavailable(error);
    },
  );
  try {
    const migrations = await comparePostgres(connection);
    const [row = []] = await connection.query(
      `SELECT current_setting('server_version'), current_setting('max_connections'),
        current_setting('synchronous_commit')`,
    );
    const [version, connections, synchronous] = row;
    return {
      migrations,
      notes: [
        `PostgreSQL ${version}`,
        `max_connections=${connections}`,
        `synchronous_commit=${synchronous}`,
      ],
    };
  } finally {
    await connection.close();
  }
}
