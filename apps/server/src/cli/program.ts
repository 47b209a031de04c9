import { Command, CommanderError } from 'commander';
import { backupCommand } from './backup.js';
import { doctorCommand } from './doctor.js';
import { keysCommands } from './keys.js';
import { mailCommands } from './mail.js';
import { migrateCommand } from './migrate.js';
import { refusal } from './refusal.js';
import { restoreCommand } from './restore.js';
import { tokenCommands } from './token.js';
import { userCommands } from './user.js';

const about = `
It has the settings of the server, from the same environment variables, and works beside a running
one on the same database. Answers go to standard output, errors to standard error.

Exit code: 0 when it was done, 1 when it was refused or failed, 2 when the command was not understood.`;

/** The whole tree of commands. */
export function createProgram(): Command {
  const program = new Command('profile')
    .description('The operator’s hand: accounts, sessions, keys, mail, the database.')
    .option('--json', 'answer with one line of JSON, and nothing else')
    .addHelpText('after', about)
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    // We say what is wrong ourselves, as JSON when that is asked for.
    .configureOutput({ outputError: () => {} })
    .exitOverride();
  userCommands(program);
  keysCommands(program);
  tokenCommands(program);
  mailCommands(program);
  migrateCommand(program);
  backupCommand(program);
  restoreCommand(program);
  doctorCommand(program);
  return program;
}

/** Runs one command and gives the exit code. */
export async function run(args: string[]): Promise<number> {
  process.exitCode = 0;
  try {
    await createProgram().parseAsync(args, { from: 'user' });
    return Number(process.exitCode);
  } catch (error) {
    // It was help that was asked for, or that commander has shown instead of an error.
    if (error instanceof CommanderError && /^commander\.help/.test(error.code)) {
      return error.exitCode === 0 ? 0 : 2;
    }
    const { text, body, exitCode } = refusal(error);
    console.error(args.includes('--json') ? JSON.stringify(body) : text);
    return exitCode;
  }
}
