import { databaseName, openStore } from '@profile/db';
import type { Command } from 'commander';
import { readConfig } from '../config.js';
import { addCommand, count, say } from './command.js';

export function migrateCommand(program: Command): void {
  addCommand(
    program,
    'migrate',
    'Create the database or bring it up to date, as every start of the server does.',
    ['migrate', 'migrate --json'],
  ).action(async (_: object, command: Command) => {
    const config = readConfig(undefined, { makeSecret: true });
    const database = databaseName(config.database.url);
    const store = await openStore(config.database);
    const { present, missing: applied } = store.migrations;
    await store.close();
    const done = applied.length > 0 ? `Applied ${applied.join(', ')}. ` : '';
    const all = count(present.length + applied.length, 'migration');
    const text = `${done}${database} is up to date with ${all}.`;
    say(command, { data: { database, applied, present }, text });
  });
}
