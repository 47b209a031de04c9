import { fileTransport } from './file-transport.js';
import type { Message } from './message.js';
import { smtpTransport } from './smtp-transport.js';

export interface Transport {
  /** How many mails it takes at once, and therefore how many a crash may repeat. */
  slots: number;
  /** Rejects when the mail was not handed over, and soon after the signal said that it is too late. */
  send(message: Message, signal: AbortSignal): Promise<void>;
  /** Ends what is still under way. */
  close(): Promise<void>;
}

/** Opens what `MAIL_URL` names: `file:` and an absolute folder, `smtp://…` or `smtps://…`. */
export function openTransport(mailUrl: string): Transport {
  if (mailUrl.startsWith('file:')) return fileTransport(mailUrl.slice('file:'.length));
  if (/^smtps?:\/\//.test(mailUrl)) return smtpTransport(mailUrl);
  // The address itself is not repeated: it may hold a password.
  throw new Error('MAIL_URL must begin with file:, smtp:// or smtps://');
}
