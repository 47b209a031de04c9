import { existsSync } from 'node:fs';
import { databaseName, TransferFailed, transfer } from '@profile/db';
import { readConfig, readDatabase } from '../config.js';
import { columns, type Said } from './command.js';
import { Refused } from './refusal.js';

/** Takes everything from a SQLite file into PostgreSQL, and says how far it is. */
export async function takeOver(from = '', to?: string): Promise<Said> {
  const source = readDatabase(from);
  const target = to === undefined ? readConfig().database : readDatabase(to);
  if (!source.url.startsWith('file:') || !target.url.startsWith('postgres')) {
    throw new Refused('usage', 'Say --from file:… and --to postgres://…', 2);
  }
  const names = { from: databaseName(source.url), to: databaseName(target.url) };
  if (!existsSync(names.from)) throw new Refused('not_found', `There is no ${names.from}.`);
  try {
    const rows = await transfer(source, target, (table, done, all) =>
      console.error(`${table}: ${done} of ${all}`),
    );
    const lines = Object.entries(rows).map(([table, number]) => [table, String(number)]);
    const text = `Took everything from ${names.from} into ${names.to}, and read it back:\n${columns(lines)}`;
    return { data: { ...names, rows }, text };
  } catch (error) {
    if (error instanceof TransferFailed) throw new Refused('transfer_failed', error.message);
    throw error;
  }
}
