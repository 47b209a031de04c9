import { emailAddress } from '@profile/contract';
import type { OutboxMail } from '@profile/db';
import { nextTry } from './backoff.js';
import { describeFailure, isRefusal } from './failure.js';
import { composeMessage, type MessageSources } from './message.js';
import type { Transport } from './transports.js';

export type Outcome = 'sent' | 'superseded' | { error: string; next_try_at: string | null };

/** One try at one mail; whatever goes wrong becomes its outcome and concerns no other mail. */
export async function attempt(
  options: MessageSources & { transport: Transport },
  mail: OutboxMail,
  now: () => Date,
  signal: AbortSignal,
): Promise<Outcome> {
  // Every door has checked it. Whatever else got in must not be read as two recipients, or a header.
  if (emailAddress.safeParse(mail.address).data !== mail.address) {
    return { error: 'This is no address that mail can be sent to', next_try_at: null };
  }
  try {
    const message = await composeMessage(options, mail, now());
    if (!message) return 'superseded';
    signal.throwIfAborted();
    await options.transport.send(message, signal);
    return 'sent';
  } catch (error) {
    const next_try_at = isRefusal(error) ? null : nextTry(mail, now());
    return { error: describeFailure(error), next_try_at };
  }
}
