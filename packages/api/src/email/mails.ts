import type { MailData, Repositories } from '@profile/db';
import { type Context, instant, type Services } from '../context.js';

/** What a mail is about; also the value of its header X-Profile-Mail. */
export type MailKind =
  | 'verify-email'
  | 'reset-password'
  | 'account-exists'
  | 'email-taken'
  | 'password-changed'
  | 'email-changed'
  | 'email-change-undone'
  | 'new-sign-in'
  | 'session-ended';

interface Mail {
  kind: MailKind;
  user_id: string;
  address: string;
  data: MailData;
}

/** Puts a mail into the outbox, in the transaction of its cause; the mailer is woken after that. */
export async function putMail(ctx: Services, tx: Repositories, mail: Mail): Promise<void> {
  const traceparent = ctx.trace?.parent();
  const data = traceparent === undefined ? mail.data : { ...mail.data, traceparent };
  await tx.outbox.add({ id: ctx.newId('mail'), ...mail, data, created_at: instant(ctx.now()) });
}

/** Costs a write as a mail does, so that the time tells as little as the answer. */
export async function putNoMail(ctx: Services, tx: Repositories): Promise<void> {
  const key = `no-mail:${ctx.randomBytes(16).toString('base64url')}`;
  const now = ctx.now();
  await tx.counters.add({ key, points: 0, expires_at: instant(now, 1000) }, instant(now));
}

/** When and from where something happened, for the notice that tells of it. */
export function occurrence({ now, request }: Context): MailData {
  const { ip, userAgent } = request;
  return {
    at: instant(now()),
    ip,
    ...(userAgent !== null && { user_agent: userAgent.slice(0, 400) }),
  };
}

/**
 * Whether one more mail may go to an address that nobody has proved: whoever typed it must not be able
 * to fill a stranger's mailbox. To be asked before the transaction, since it counts.
 */
export async function mayMail(
  ctx: Services,
  { email, email_verified }: { email: string; email_verified: boolean },
): Promise<boolean> {
  const key = mailLimitKey({ email, pending_email: null });
  return email_verified || (await ctx.limits.count('unproved_mail', key)) === undefined;
}

/** What mails to an unproved address are counted by: others' wishes for it apart from its own account. */
export function mailLimitKey({
  email,
  pending_email,
}: {
  email: string;
  pending_email: string | null;
}): string {
  return JSON.stringify([
    pending_email === null ? 'own' : 'wish',
    pending_email ?? email,
  ]).toLowerCase();
}
