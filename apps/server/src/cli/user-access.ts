import { deleteAccount, setActive, setPassword } from '@profile/api';
import { newPassword } from '@profile/contract';
import type { Command } from 'commander';
import { z } from 'zod';
import { addCommand, count, say } from './command.js';
import { checked } from './input.js';
import { withOperator } from './operator.js';
import { choosePassword, passwordLine, passwordStdin } from './passwords.js';
import { Refused } from './refusal.js';

/** Who gets in, and who does not. */
export function userAccessCommands(user: Command): void {
  addCommand(
    user,
    'set-password <who>',
    'Set a password. Every session ends, mailed links are dead, and the owner is told by mail.',
    ['user set-password ada', 'user set-password ada@example.com --password-stdin < password.txt'],
  )
    .option(...passwordStdin)
    .action(async (who: string, options: { passwordStdin?: boolean }, command: Command) => {
      const said = await withOperator(async ({ services, account }) => {
        const found = await account(who);
        const { password: given, shown } = await choosePassword(services, options);
        const { password } = checked(passwordInput, { password: given });
        const sessions_revoked = await setPassword(services, found, password);
        const text = `Set the password of ${found.email}; ${count(sessions_revoked, 'session')} ended.`;
        const data = { id: found.id, sessions_revoked, ...shown };
        return { data, text: text + passwordLine(shown) };
      });
      say(command, said);
    });

  const switches = [
    ['deactivate', false, 'Switch an account off: nobody can sign in, and its sessions end.'],
    ['activate', true, 'Switch an account on again.'],
  ] as const;
  for (const [name, active, does] of switches) {
    addCommand(user, `${name} <who>`, does, [`user ${name} ada@example.com`]).action(
      async (who: string, _: object, command: Command) => {
        const said = await withOperator(async ({ services, account }) => {
          const { id, email, ...rest } = await account(who);
          const sessions_revoked = await setActive(services, { id, email, ...rest }, active);
          const ended = active ? '' : `; ${count(sessions_revoked, 'session')} ended`;
          const text = `${email} is ${active ? 'active' : 'deactivated'}${ended}.`;
          return { data: { id, is_active: active, sessions_revoked }, text };
        });
        say(command, said);
      },
    );
  }

  addCommand(user, 'delete <who>', 'Forget an account and all that hangs on it, for good.', [
    'user delete ada@example.com --yes',
  ])
    .option('--yes', 'do it; there is no way back')
    .action(async (who: string, { yes }: { yes?: boolean }, command: Command) => {
      const said = await withOperator(async ({ services, account }) => {
        const found = await account(who);
        const { id, email } = found;
        if (!yes) {
          const sentence = `This forgets ${email} (${id}) for good. Add --yes to do it.`;
          throw new Refused('unconfirmed', sentence, 2);
        }
        await deleteAccount(services, found);
        return { data: { id, deleted: true }, text: `Deleted ${email} (${id}).` };
      });
      say(command, said);
    });
}

const passwordInput = z.strictObject({ password: newPassword });
