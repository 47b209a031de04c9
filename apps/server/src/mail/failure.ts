import type { NodemailerError } from 'nodemailer';
import { describeError } from '../log.js';

/**
 * Refusals that are about us, whatever command they answer: sign in first, no relaying, not from your
 * network. Somebody may mend that within the day.
 */
const aboutUs = /^5(30|\d\d[ -]5\.7\.)/;

/** Whether the server will never take mail for this address, so that trying again is rude. */
export function isRefusal(error: unknown): boolean {
  const { command, permanent, response = '' } = error as NodemailerError;
  return command === 'RCPT TO' && permanent === true && !aboutUs.test(response);
}

/**
 * What may be kept of a failed try: the server's reply or the error's message, on one line, cut to
 * 200 characters, and without what a reply may quote: addresses, and words long enough for a token.
 */
export function describeFailure(error: unknown): string {
  const { response, code } = error as NodemailerError;
  const { message, type } = describeError(error);
  // A reply to STARTTLS alone doesn't say that it is about encryption.
  const words = ((code !== 'ETLS' && response) || message || type)
    .split(/[\s\p{Cc}]+/u)
    .filter(Boolean);
  const harmless = words.map((word) =>
    word.includes('@') ? '[address]' : word.replace(/[\w-]{24,}/g, '[…]'),
  );
  return harmless.join(' ').slice(0, 200);
}
