import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { BackupDamaged, databaseName, TargetInUse, TargetOccupied } from '@profile/db';
import type { Command } from 'commander';
import { readConfig } from '../config.js';
import { bringBack } from './backup/bring-back.js';
import { addCommand, count, type Said, say } from './command.js';
import { Refused } from './refusal.js';

export function restoreCommand(program: Command): void {
  addCommand(
    program,
    'restore <folder>',
    'Make the database what it was when a backup was made, and bring back its pictures. Stop all servers ' +
      'first. A backup of SQLite can be restored into PostgreSQL, and the other way round.',
    [
      'restore data/backups/profile-2026-11-22T09-00-00Z',
      'restore /mnt/backups/profile-2026-11-22T09-00-00Z --replace',
    ],
  )
    .option('--replace', 'also where a SQLite file has data, which is kept beside it')
    .action(
      async (folder: string, { replace = false }: { replace?: boolean }, command: Command) => {
        say(command, await restore(resolve(folder), replace));
      },
    );
}

async function restore(folder: string, replace: boolean): Promise<Said> {
  const config = readConfig();
  const database = databaseName(config.database.url);
  if (!existsSync(folder)) throw new Refused('not_found', `There is no ${folder}.`);
  try {
    const { about, contents, aside } = await bringBack(config, folder, replace);
    const former = aside !== undefined && existsSync(aside) ? aside : null;
    const { created_at, pictures } = about;
    const lines = [
      `Restored ${folder} of ${created_at} into ${database}: ${count(contents.rows.users ?? 0, 'user')}.`,
      ...(former === null ? [] : [`What was there before is ${former}.`]),
      'What happened after that moment is undone, also deletions, and keys and sessions that were ended.',
    ];
    const data = { database, created_at, rows: contents.rows, pictures, former };
    return { data, text: lines.join('\n') };
  } catch (error) {
    throw inWords(error, config.database.url.startsWith('file:'));
  }
}

function inWords(error: unknown, isFile: boolean): unknown {
  if (error instanceof BackupDamaged) {
    const { message } = error;
    return new Refused('backup_damaged', `${message} Nothing was restored; take another backup.`);
  }
  if (error instanceof TargetInUse) return new Refused('in_use', error.message);
  if (error instanceof TargetOccupied) {
    const instead = isFile
      ? 'Add --replace to keep that beside it.'
      : 'Name an empty database in DATABASE_URL, and keep this one until all is well.';
    return new Refused('occupied', `${error.message} ${instead}`);
  }
  return error;
}
