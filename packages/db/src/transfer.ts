import { type Progress, TransferFailed } from './copy-table.js';
import { copyToPostgres } from './copy-to-postgres.js';
import { compareMigrations } from './migrate.js';
import { filePath } from './name.js';
import { parseAddress } from './postgres/address.js';
import { connect } from './postgres/connect.js';
import { patience } from './postgres/patience.js';
import { openFile } from './sqlite.js';
import { type Database, openStore } from './store.js';

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
  try {
    if (compareMigrations(file).missing.length > 0) {
      throw new TransferFailed(`${filePath(from.url)} is of an older version. Migrate it first.`);
    }
    const version = file.pragma('data_version', { simple: true });
    file.exec('BEGIN');
    const copied = await copyToPostgres(file, target, progress, portion);
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
