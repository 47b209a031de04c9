import { databaseName, openStore } from '@profile/db';
import type { Command } from 'commander';
import { readConfig } from '../config.js';
import { addCommand, count, say } from './command.js';
import { takeOver } from './take-over.js';

export function migrateCommand(program: Command): void {
  addCommand(
    program,
    'migrate',
    'Create the database or bring it up to date, as every start of the server does. With --from and ' +
      '--to, take everything from a SQLite file into PostgreSQL; stop the server first.',
    [
      'migrate',
      'migrate --json',
      'migrate --from file:./data/profile.db --to postgres://user:password@host/name',
    ],
  )
    .option('--from <file>', 'the SQLite file to take everything from; it stays as it is')
    .option('--to <address>', 'the PostgreSQL database to bring it into; DATABASE_URL')
    .action(async ({ from, to }: { from?: string; to?: string }, command: Command) => {
      say(
        command,
        from === undefined && to === undefined ? await update() : await takeOver(from, to),
      );
    });
}

async function update() {
  const config = readConfig(undefined, { makeSecret: true });
  const database = databaseName(config.database.url);
  const store = await openStore(config.database);
  const { present, missing: applied } = store.migrations;
  await store.close();
  const done = applied.length > 0 ? `Applied ${applied.join(', ')}. ` : '';
  const all = count(present.length + applied.length, 'migration');
  return {
    data: { database, applied, present },
    text: `${done}${database} is up to date with ${all}.`,
  };
}
