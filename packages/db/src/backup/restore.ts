import { filePath } from '../name.js';
import { isPostgres } from '../postgres/address.js';
import type { Database } from '../store.js';
import { checkPostgres, fillPostgres } from './fill-postgres.js';
import { checkFile, replaceFile } from './replace-file.js';

/** Throws TargetOccupied or TargetInUse when nothing could be restored into a database. */
export async function checkTarget(to: Database, replace: boolean): Promise<void> {
  if (isPostgres(to.url)) await checkPostgres(to);
  else checkFile(filePath(to.url), replace);
}

/**
 * Makes a database what a SQLite file is, wholly or not at all. The file is moved there, or copied into
 * PostgreSQL. What a file held before goes to `aside`; a PostgreSQL database must have no rows.
 */
export async function restoreInto(to: Database, whole: string, aside?: string): Promise<void> {
  if (isPostgres(to.url)) await fillPostgres(whole, to);
  else replaceFile(whole, filePath(to.url), aside);
}
