import { isIP } from 'node:net';
import type { Services } from '@profile/api';
import type { OutboxMail, Store, User } from '@profile/db';
import type { SendMailOptions } from 'nodemailer';
import { accountExists, type Content, passwordChanged, verifyEmail } from './templates.js';

/** A mail as nodemailer takes it, with what a transport has to know of it. */
export interface Message extends SendMailOptions {
  /** An object, because nodemailer would read several addresses out of a text. */
  to: { name: ''; address: string };
  messageId: string;
  date: Date;
  headers: { 'X-Profile-Mail': string; 'Auto-Submitted': 'auto-generated' };
}

export interface MessageSources {
  store: Pick<Store, 'accounts' | 'mailTokens'>;
  mailedSecrets: Services['mailedSecrets'];
  publicUrl: string;
  from: string;
}

/** Writes what the outbox names; undefined when it would be of no use any more. */
export async function composeMessage(
  sources: MessageSources,
  mail: OutboxMail,
  now: Date,
): Promise<Message | undefined> {
  const user = await sources.store.accounts.byId(mail.user_id);
  const content = user && (await contentOf(sources, mail, user, now));
  if (!content) return undefined;
  const { id, kind, address, created_at } = mail;
  return {
    ...content,
    from: sources.from,
    to: { name: '', address },
    // The same at every try, so that a mailbox can tell a repetition.
    messageId: `<${id}@${new URL(sources.publicUrl).hostname}>`,
    date: new Date(created_at),
    headers: { 'X-Profile-Mail': kind, 'Auto-Submitted': 'auto-generated' },
  };
}

async function contentOf(
  sources: MessageSources,
  mail: OutboxMail,
  user: User,
  now: Date,
): Promise<Content | undefined> {
  switch (mail.kind) {
    case 'verify-email':
      return verification(sources, mail, now);
    case 'password-changed':
      return passwordNotice(sources, mail, user);
    case 'account-exists':
      return accountExists({
        publicUrl: sources.publicUrl,
        at: new Date(mail.data.at ?? mail.created_at),
      });
    default:
      // Thrown, so that it is tried again: a newer replica may have put it there and know it.
      throw new Error(`There is no template for ${mail.kind}`);
  }
}

async function verification(
  { store, mailedSecrets, publicUrl }: MessageSources,
  { kind, data, user_id, address }: OutboxMail,
  now: Date,
): Promise<Content | undefined> {
  const row = await store.mailTokens.byId(data.mail_token_id ?? '');
  const fits = row?.purpose === kind && row.user_id === user_id && row.address === address;
  const alive = fits && row.used_at === null && row.expires_at > now.toISOString();
  if (!alive) return undefined;
  return verifyEmail({
    publicUrl,
    token: mailedSecrets.token(row),
    code: mailedSecrets.code(row),
    requestedAt: new Date(row.created_at),
    expiresAt: new Date(row.expires_at),
  });
}

function passwordNotice(
  { publicUrl }: MessageSources,
  { data, address, created_at }: OutboxMail,
  user: User,
): Content {
  const { display_name, first_name, email, email_verified } = user;
  // An unproved address may be a stranger's, who must not get words that the account's owner chose.
  const proved = email_verified && email === address;
  return passwordChanged({
    publicUrl,
    name: proved ? (display_name ?? first_name ?? undefined) : undefined,
    at: new Date(data.at ?? created_at),
    // Behind a proxy that passes headers on it can be any text.
    ip: data.ip !== undefined && isIP(data.ip) ? data.ip : undefined,
  });
}
