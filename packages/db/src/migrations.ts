import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator';
import { SchemaTooNew } from './errors.js';

type Dialect = 'sqlite' | 'postgres';

/** Migrations by their names, oldest first. */
export interface Migrations {
  /** Those that were there before. */
  present: string[];
  /** Those that this brought, or would bring. */
  missing: string[];
}

interface Known {
  files: MigrationMeta[];
  names: string[];
}

const known = new Map<Dialect, Known>();

/** What this program knows, oldest first; read once, as probes ask again and again. */
export function readMigrations(dialect: Dialect): Known {
  const found = known.get(dialect) ?? readFiles(dialect);
  known.set(dialect, found);
  return found;
}

function readFiles(dialect: Dialect): Known {
  const migrationsFolder = fileURLToPath(new URL(`../migrations/${dialect}`, import.meta.url));
  // drizzle-kit's journal is in the order that its reader gives the files in.
  const journal = readFileSync(`${migrationsFolder}/meta/_journal.json`, 'utf8');
  const { entries } = JSON.parse(journal) as { entries: { tag: string }[] };
  return {
    files: readMigrationFiles({ migrationsFolder }),
    names: entries.map(({ tag }) => tag),
  };
}

/** What a database has of it, going by the hashes it notes; throws when it has another one. */
export function compareHashes(dialect: Dialect, done: unknown[]): Migrations {
  const { files, names } = readMigrations(dialect);
  if (done.some((hash, i) => hash !== files[i]?.hash)) throw new SchemaTooNew();
  return { present: names.slice(0, done.length), missing: names.slice(done.length) };
}

/** What a database lacks. One that has more than we know lacks nothing: a newer server brought it up to date. */
export async function missingOf(
  compare: () => Migrations | Promise<Migrations>,
): Promise<string[]> {
  try {
    return (await compare()).missing;
  } catch (error) {
    if (error instanceof SchemaTooNew) return [];
    throw error;
  }
}
