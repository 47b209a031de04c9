import { accessSync } from 'node:fs';
import SqliteClient from 'better-sqlite3';
import { tableNames } from '../copy-table.js';
import { compareMigrations } from '../migrate.js';

/** The file of a backup is not as it was written. */
export class BackupDamaged extends Error {}

export interface BackupContents {
  /** How many rows each table has. */
  rows: Record<string, number>;
  /** The newest migration that it has. */
  migration: string;
  /** Which pictures profiles show. */
  pictures: string[];
}

/** Reads a whole SQLite file again, and says what is in it; throws when it isn't sound or not ours. */
export function examineBackup(path: string): BackupContents {
  accessSync(path);
  const client = new SqliteClient(path, { readonly: true });
  try {
    const [fault] = client.pragma('integrity_check(1)') as { integrity_check: string }[];
    if (fault?.integrity_check !== 'ok') throw damaged(fault?.integrity_check);
    const [orphan] = client.pragma('foreign_key_check') as { table: string }[];
    if (orphan) throw damaged(`a row of ${orphan.table} belongs to nobody`);
    const { present, missing } = compareMigrations(client);
    const migration = present.at(-1);
    if (migration === undefined) throw damaged('it has no tables of ours');
    if (missing.length > 0) return { rows: {}, migration, pictures: [] };
    const count = (name: string) =>
      Number(client.prepare(`SELECT count(*) FROM ${name}`).pluck().get());
    const shown = client.prepare('SELECT id FROM avatars WHERE unused_since IS NULL').pluck();
    return {
      rows: Object.fromEntries(tableNames.map((name) => [name, count(name)])),
      migration,
      pictures: shown.all() as string[],
    };
  } catch (error) {
    if (!(error instanceof SqliteClient.SqliteError)) throw error;
    throw damaged(error.message);
  } finally {
    client.close();
  }
}

const damaged = (reason: string | undefined) =>
  new BackupDamaged(`The database of the backup is damaged: ${reason}.`);
