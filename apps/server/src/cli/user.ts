import { createAccount } from '@profile/api';
import { registerRequest } from '@profile/contract';
import type { Command } from 'commander';
import { addCommand, say } from './command.js';
import { checked } from './input.js';
import { withOperator } from './operator.js';
import { choosePassword, passwordLine, passwordStdin } from './passwords.js';
import { userAccessCommands } from './user-access.js';
import { userSessionCommands } from './user-sessions.js';
import { describeUser, userLines } from './user-view.js';

export function userCommands(program: Command): void {
  const user = addCommand(program, 'user', 'Accounts and their sessions.', [
    'user create ada@example.com --username ada',
    'user show ada@example.com',
  ]);

  addCommand(user, 'create <email>', 'Make an account.', [
    'user create ada@example.com --username ada',
    'user create ada@example.com --verified --password-stdin < password.txt',
  ])
    .option('--username <name>', 'the name to sign in with; made up when left out')
    .option(...passwordStdin)
    .option('--verified', 'vouch for the address; otherwise the verification mail is sent')
    .action(async (email: string, options: CreateOptions, command: Command) => {
      const said = await withOperator(async ({ services }) => {
        const { password, shown } = await choosePassword(services, options);
        const { username, verified = false } = options;
        const input = checked(registerRequest, { email, password, username });
        const account = await createAccount(services, input, verified);
        const text = `Made the account ${account.id} of ${account.email}, username ${account.username}.`;
        const data = { ...(await describeUser(services, account)), ...shown };
        return { data, text: text + passwordLine(shown) };
      });
      say(command, said);
    });

  addCommand(user, 'show <who>', 'Show the account of an id, an address or a username.', [
    'user show ada',
    'user show ada@example.com --json',
  ]).action(async (who: string, _: object, command: Command) => {
    const data = await withOperator(async ({ services, account }) =>
      describeUser(services, await account(who)),
    );
    say(command, { data, text: userLines(data) });
  });

  userAccessCommands(user);
  userSessionCommands(user);
}

interface CreateOptions {
  username?: string;
  passwordStdin?: boolean;
  verified?: boolean;
}
