import { instant, type Services } from '@profile/api';
import type { User } from '@profile/db';
import { columns, count } from './command.js';

export type UserView = Awaited<ReturnType<typeof describeUser>>;

/** An account as it may be shown: chosen by name, so that no hash can slip in. */
export async function describeUser({ store, now }: Services, user: User) {
  const { id, username, email, email_verified, is_active, issuer, created_at, last_login } = user;
  const sessions = (await store.sessions.ofUser(id, instant(now()))).length;
  return {
    id,
    username,
    email,
    email_verified,
    is_active,
    issuer,
    created_at,
    last_login,
    sessions,
  };
}

export function userLines(user: UserView): string {
  return columns([
    ['id', user.id],
    ['username', user.username],
    ['email', `${user.email} (${user.email_verified ? 'verified' : 'not verified'})`],
    ['state', user.is_active ? 'active' : 'deactivated'],
    ['signs in', user.issuer === null ? 'with a password' : `through ${user.issuer}`],
    ['created', user.created_at],
    ['last login', user.last_login ?? 'never'],
    ['signed in', `in ${count(user.sessions, 'session')}`],
  ]);
}
