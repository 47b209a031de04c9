import { audit, deviceName, Failure, instant, type Services } from '@profile/api';
import type { User } from '@profile/db';
import type { Command } from 'commander';
import { addCommand, columns, count, say } from './command.js';
import { withOperator } from './operator.js';
import { Refused } from './refusal.js';

const head = ['SESSION', 'LAST SEEN', 'EXPIRES', 'ADDRESS', 'DEVICE'];

export function userSessionCommands(user: Command): void {
  addCommand(user, 'sessions <who>', 'List where an account is signed in.', [
    'user sessions ada@example.com',
    'user sessions ada --json',
  ]).action(async (who: string, _: object, command: Command) => {
    const sessions = await withOperator(async ({ services, account }) =>
      livingSessions(services, await account(who)),
    );
    const rows = sessions.map(({ id, last_seen_at, expires_at, ip, device }) => [
      id,
      last_seen_at,
      expires_at,
      ip ?? '-',
      device ?? '-',
    ]);
    const text = rows.length > 0 ? columns([head, ...rows]) : 'No sessions.';
    say(command, { data: { sessions }, text });
  });

  addCommand(user, 'revoke <who> [session]', 'End one session of an account, or all.', [
    'user revoke ada@example.com ses_01jq2v8m3xfq9t5c7d0a4ke6nb',
    'user revoke ada --all',
  ])
    .option('--all', 'end every session')
    .action(
      async (
        who: string,
        session: string | undefined,
        { all }: { all?: boolean },
        command: Command,
      ) => {
        if ((session === undefined) === !all) {
          throw new Refused('usage', 'Name one session, or say --all.', 2);
        }
        const said = await withOperator(async ({ services, account }) => {
          const user = await account(who);
          const sessions_revoked = await revoke(services, user, session);
          const text = `Ended ${count(sessions_revoked, 'session')} of ${user.email}.`;
          return { data: { id: user.id, sessions_revoked }, text };
        });
        say(command, said);
      },
    );
}

async function livingSessions({ store, now }: Services, { id }: User) {
  const living = await store.sessions.ofUser(id, instant(now()));
  return living.map(({ id, scope, created_at, last_seen_at, expires_at, ip, user_agent }) => ({
    id,
    scope,
    created_at,
    last_seen_at,
    expires_at,
    ip,
    device: deviceName(user_agent),
  }));
}

async function revoke(services: Services, user: User, session?: string): Promise<number> {
  const { sessions } = services.store;
  const now = instant(services.now());
  if (session === undefined) {
    const sessions_revoked = await sessions.revokeOfUser(user.id, now);
    if (sessions_revoked > 0)
      audit(services, 'session.revoked', { user: user.id, sessions_revoked });
    return sessions_revoked;
  }
  const living = await livingSessions(services, user);
  if (!living.some(({ id }) => id === session)) {
    const detail = `${user.email} has no living session ${session}`;
    throw new Failure('not_found', { detail });
  }
  if (await sessions.revokeOwn(session, user.id, now)) {
    audit(services, 'session.revoked', { user: user.id, session });
  }
  return 1;
}
