import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteClient from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { openStore, type Store } from '../store.js';

/** A database of one test, which goes away with it. */
export interface TestDatabase {
  store: Store;
  /** One more store on the same database, as another replica has it. */
  another(): Store;
  /** One statement past the repositories, for what they have no method for. */
  execute(statement: string): Promise<void>;
}

/** The databases that every repository is tested on: `describe.each(dialects)`. */
export const dialects: { name: string; open(): Promise<TestDatabase> }[] = [
  { name: 'SQLite', open: openTemporarySqlite },
];

async function openTemporarySqlite(): Promise<TestDatabase> {
  const path = await temporaryPath();
  const another = () => {
    const store = openStore(path);
    onTestFinished(() => store.close());
    return store;
  };
  return {
    store: another(),
    another,
    async execute(statement) {
      const client = new SqliteClient(path);
      client.exec(statement);
      client.close();
    },
  };
}

/** Where a test may put a SQLite file. */
export async function temporaryPath(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'profile-db-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return join(dir, 'profile.db');
}
