import type { Services } from '@profile/api';
import type { OutboxMail, Store } from '@profile/db';
import type { SendMailOptions } from 'nodemailer';
import { contentOf } from './content.js';
import { mailOf } from './mail.js';
import { readerOf } from './templates/reader.js';
import type { MailTexts } from './texts.js';

/** A mail as nodemailer takes it, with what a transport has to know of it. */
export interface Message extends SendMailOptions {
  /** An object, because nodemailer would read several addresses out of a text. */
  to: { name: ''; address: string };
  messageId: string;
  date: Date;
  headers: {
    'X-Profile-Mail': string;
    'Auto-Submitted': 'auto-generated';
    'Content-Language': string;
  };
}

export interface MessageSources {
  store: Pick<Store, 'accounts' | 'mailTokens'>;
  mailedSecrets: Services['mailedSecrets'];
  texts: MailTexts;
  publicUrl: string;
  from: string;
}

/** Writes what the outbox names; undefined when it would be of no use any more. */
export async function composeMessage(
  sources: MessageSources,
  row: OutboxMail,
  now: Date,
): Promise<Message | undefined> {
  const { texts, publicUrl } = sources;
  const { id, kind, address, created_at } = row;
  const user = await sources.store.accounts.byId(row.user_id);
  const mail = user && (await mailOf(sources, row, user, now));
  if (!mail) return undefined;
  const reader = readerOf(user, texts.catalogues.keys());
  // An unproved address may be a stranger's, who must not get words that the account's owner chose.
  const proved = user.email_verified && user.email === address;
  const name = proved ? (user.display_name ?? user.first_name ?? undefined) : undefined;
  return {
    ...contentOf(mail, { texts, publicUrl, reader, name }),
    from: sources.from,
    to: { name: '', address },
    // The same at every try, so that a mailbox can tell a repetition.
    messageId: `<${id}@${new URL(publicUrl).hostname}>`,
    date: new Date(created_at),
    headers: {
      'X-Profile-Mail': kind,
      'Auto-Submitted': 'auto-generated',
      'Content-Language': reader.language,
    },
  };
}
