import { createBareDatabase, createDatabase, type Dialect } from '@profile/databases';
import { onTestFinished } from 'vitest';
import { openStore, type Store } from '../store.js';

/** A database of one test, which goes away with it. */
export interface TestDatabase {
  url: string;
  store: Store;
  /** One more store on the same database, as another replica has it. */
  another(): Promise<Store>;
  /** One statement past the repositories, for what they have no method for. */
  execute(statement: string): Promise<Record<string, unknown>[]>;
}

/** The databases that every repository is tested on: `describe.each(dialects)`. */
export const dialects = (['SQLite', 'PostgreSQL'] as const).map((name) => ({
  name,
  open: () => open(name),
  bare: () => bare(name),
}));

async function open(dialect: Dialect): Promise<TestDatabase> {
  const { url, execute, remove } = await createDatabase(dialect);
  onTestFinished(remove);
  const another = async () => {
    const store = await openStore(url);
    onTestFinished(() => store.close());
    return store;
  };
  return { url, store: await another(), another, execute };
}

/** One that nobody has opened or migrated yet. */
async function bare(dialect: Dialect) {
  const { url, execute, remove } = await createBareDatabase(dialect);
  onTestFinished(remove);
  return { url, execute };
}

/** Where a test may put a SQLite file. */
export async function temporaryPath(): Promise<string> {
  const { url } = await bare('SQLite');
  return url.slice('file:'.length);
}
