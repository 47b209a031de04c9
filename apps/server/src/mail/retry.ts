import { instant } from '@profile/api';
import type { MailDescription, Store } from '@profile/db';
import { lease } from './lease.js';

/**
 * Makes a mail due now that waits or was given up, and says what it is then. What is due within a
 * lease's time stays as it is, since some worker may have it in hand.
 */
export async function retryMail(
  outbox: Store['outbox'],
  id: string,
  now: Date,
): Promise<MailDescription | undefined> {
  await outbox.retry(id, instant(now), instant(now, lease));
  return outbox.byId(id);
}
