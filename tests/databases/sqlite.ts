import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { TestDatabase } from './index.js';

/** A file in a folder of its own, which whoever opens it first makes. */
export async function createSqliteDatabase(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'profile-sqlite-'));
  const path = join(folder, 'profile.db');
  return {
    url: `file:${path}`,
    async execute(statement, ...values) {
      const client = new Sqlite(path);
      try {
        client.pragma('foreign_keys = ON');
        const prepared = client.prepare<unknown[], Record<string, unknown>>(statement);
        if (prepared.reader) return prepared.all(...values);
        prepared.run(...values);
        return [];
      } finally {
        client.close();
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
