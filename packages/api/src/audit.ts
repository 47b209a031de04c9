import type { Context, Services } from './context.js';

/** Every security event that there is a line of, and what it means; the guide has them from here. */
export const auditEvents = {
  'account.created':
    'somebody signed up, an operator made an account, or another issuer’s user came',
  'account.linked': 'another issuer’s user was joined to the account that has their address',
  'account.deactivated': 'an operator switched an account off',
  'account.activated': 'an operator switched an account on again',
  'account.deleted': 'an operator deleted an account',
  'session.signed_in': 'somebody signed in, also by signing up',
  'session.sign_in_refused': '`reason` says why',
  'session.signed_out': 'somebody signed out; `scope` says of which sessions',
  'session.revoked': 'a session was ended from another one, by its token, or by an operator',
  'session.replayed': 'a refresh token was used twice, which ended its session',
  'session.minted': 'an operator made an access token for a script',
  'password.changed': 'by its owner or an operator; other sessions have ended',
  'password.refused': 'somebody signed in did not know the current password',
  'password.reset_requested':
    'a link to choose a new password was asked for; without `user` there is no such account',
  'password.reset': 'a new password was chosen by a mailed link; every session has ended',
  'email.verified': 'an address was proved',
  'email.change_requested': 'a change of the address was begun',
  'email.change_cancelled': 'a change of the address was called off',
  'email.changed': 'the new address was proved and is the account’s now',
  'email.change_undone': 'a change was undone from the former address; every session has ended',
  'key.rotated': 'a new signing key was published',
  'key.retired': 'a signing key was retired',
  'access.scope_refused': 'a token lacked the `scope` that an operation needs',
  'access.rate_limited': 'somebody reached the limit of that name',
} satisfies Record<`${string}.${string}`, string>;

export type AuditEvent = keyof typeof auditEvents;

/** Why a sign-in was refused; the answer says none of it. */
export type SignInRefusal =
  | 'unknown_login'
  | 'wrong_password'
  | 'inactive'
  | 'unproved'
  | 'changed_meanwhile';

/** What an event is about. Ids, codes and numbers, and never what somebody has typed. */
export interface AuditDetails {
  user?: string | undefined;
  session?: string | undefined;
  /** What was typed as a login or an address, as an HMAC that is always the same. */
  login?: string;
  reason?: SignInRefusal;
  scope?: string;
  limit?: string;
  key?: string;
  sessions_revoked?: number;
}

export interface AuditEntry extends AuditDetails {
  audit: AuditEvent;
  /** Where it was not somebody's own doing. */
  by?: 'operator';
  /** The request's, where there is one. */
  id?: string;
  ip?: string;
}

/** Where security events go. */
export type Audit = (entry: AuditEntry) => void;

/** Tells of an event that has happened, so after the transaction that made it. */
export function audit(
  ctx: Pick<Services, 'audit'> & Partial<Pick<Context, 'request'>>,
  event: AuditEvent,
  details: AuditDetails,
): void {
  const { id, ip } = ctx.request ?? {};
  ctx.audit({
    audit: event,
    ...(id !== undefined && { id }),
    ...details,
    ...(ip && { ip }),
  });
}
