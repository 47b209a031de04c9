import { mintToken } from '@profile/api';
import { loginRequest } from '@profile/contract';
import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { parseDuration } from '../duration.js';
import { addCommand, say } from './command.js';
import { checked } from './input.js';
import { withOperator } from './operator.js';
import { Refused } from './refusal.js';

export function tokenCommands(program: Command): void {
  const token = addCommand(program, 'token', 'Access tokens for scripts.', ['token mint ada']);

  addCommand(
    token,
    'mint <who>',
    'Open a session for an account and print its one access token. It can’t be refreshed; end it ' +
      'earlier with user revoke.',
    ['token mint ada --scope profile:read', 'token mint ada@example.com --ttl 12h --json'],
  )
    .option('--scope <scopes>', 'fewer scopes than all of them, parted by spaces')
    .option('--ttl <duration>', 'how long it lives, such as 30m or 12h; ACCESS_TOKEN_TTL', readTtl)
    .action(async (who: string, options: { scope?: string; ttl?: number }, command: Command) => {
      const said = await withOperator(async ({ services, rotation, account }) => {
        const user = await account(who);
        if (!user.is_active) {
          throw new Refused('inactive', `${user.email} is deactivated, so its tokens are refused.`);
        }
        const { scope } = checked(scopeInput, { scope: options.scope });
        const { ttl } = options;
        // No server has started on this database yet.
        if ((await rotation.list()).length === 0) await rotation.rotate();
        const minted = await mintToken(services, user, {
          ...(scope !== undefined && { scope }),
          ...(ttl !== undefined && { ttl }),
        });
        const note = `Opened the session ${minted.session} for ${user.email} (${minted.scope}) until ${minted.expires_at}.`;
        return { data: { ...minted, token_type: 'Bearer' }, text: minted.access_token, note };
      });
      say(command, said);
    });
}

const scopeInput = z.strictObject({ scope: loginRequest.shape.scope });

function readTtl(text: string): number {
  const ttl = parseDuration(text);
  if (ttl !== undefined && ttl >= 1000) return ttl;
  throw new InvalidArgumentError('It must be a duration such as 30m (units: s, m, h, d).');
}
