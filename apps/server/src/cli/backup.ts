import { WrongSecret } from '@profile/api';
import type { Command } from 'commander';
import { readConfig } from '../config.js';
import { makeBackup } from './backup/make.js';
import { addCommand, count, say } from './command.js';
import { withOperator } from './operator.js';

export function backupCommand(program: Command): void {
  addCommand(
    program,
    'backup',
    'Write the database and the pictures as they are at one moment into a folder, while servers go on, ' +
      'and read it all again. SECRET is not in it: keep that elsewhere.',
    ['backup', 'backup --to /mnt/backups', 'backup --json'],
  )
    .option('--to <folder>', 'the folder to make, or one that is there to make it in; data/backups')
    .option('--without-pictures', 'leave out the pictures that people uploaded')
    .action(async (options: { to?: string; withoutPictures?: boolean }, command: Command) => {
      const opens = await opensKeys();
      const { to, withoutPictures = false } = options;
      const { folder, about } = await makeBackup(readConfig(), { to, pictures: !withoutPictures });
      const { rows, pictures, missing_pictures: missing } = about;
      const lines = [
        `Backed up ${about.of} to ${folder}: ${count(rows.users ?? 0, 'user')}, ${
          pictures === null ? 'no pictures' : count(pictures, 'picture')
        }. All of it was read again.`,
        opens
          ? 'SECRET is not in it, and restoring takes it. Keep it elsewhere.'
          : 'The present SECRET does not open its keys, so it can only be restored with another one.',
        ...(missing.length > 0
          ? [`The files of ${count(missing.length, 'picture')} are gone: ${missing.join(', ')}`]
          : []),
      ];
      say(command, { data: { folder, ...about, opens }, text: lines.join('\n') });
    });
}

/** Whether what is backed up could be worked with under this SECRET. */
async function opensKeys(): Promise<boolean> {
  try {
    return await withOperator(async () => true);
  } catch (error) {
    if (error instanceof WrongSecret) return false;
    throw error;
  }
}
