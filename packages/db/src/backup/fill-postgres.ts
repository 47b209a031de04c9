import { tableNames } from '../copy-table.js';
import { copyToPostgres } from '../copy-to-postgres.js';
import { DatabaseUnavailable } from '../errors.js';
import { databaseName } from '../name.js';
import { parseAddress } from '../postgres/address.js';
import { type Connected, connect } from '../postgres/connect.js';
import { patience } from '../postgres/patience.js';
import { openFile } from '../sqlite.js';
import { type Database, openStore } from '../store.js';
import { TargetOccupied } from './target.js';

/** Brings everything of a SQLite file into a PostgreSQL database without rows, or nothing of it. */
export async function fillPostgres(path: string, to: Database): Promise<void> {
  await (await openStore(to)).close();
  await withTarget(to, async (target) => {
    const file = openFile(path, 'look');
    try {
      await target.query('BEGIN');
      // Until it is over nobody else writes.
      await target.query(`LOCK TABLE ${tableNames.join()} IN SHARE ROW EXCLUSIVE MODE`);
      await requireEmpty(target, to);
      await copyToPostgres(file, target);
      await target.query('COMMIT');
    } finally {
      file.close();
    }
  });
}

/** Throws when `fillPostgres` would refuse; changes nothing. */
export const checkPostgres = (to: Database): Promise<void> =>
  withTarget(to, (target) => requireEmpty(target, to));

async function requireEmpty(target: Connected, { url }: Database): Promise<void> {
  for (const name of tableNames) {
    const [found] = await target.query('SELECT to_regclass($1) IS NOT NULL', [name]);
    const [row] = found?.[0] ? await target.query(`SELECT 1 FROM ${name} LIMIT 1`) : [];
    if (row) throw new TargetOccupied(databaseName(url));
  }
}

async function withTarget(
  { url, prepare = true }: Database,
  work: (target: Connected) => Promise<void>,
): Promise<void> {
  const options = { prepare, unhurried: true };
  const target = await connect(parseAddress(url), options, Date.now() + patience).catch(
    (error: unknown) => {
      throw new DatabaseUnavailable(error);
    },
  );
  // Whatever was not committed is as if it had never been.
  await work(target).finally(() => target.drop());
}
