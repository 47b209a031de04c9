import { instant } from '@profile/api';
import type { OutboxMail } from '@profile/db';

const firstPause = 5_000;
const longestPause = 3_600_000;
const lifetime = 24 * 3_600_000;

/**
 * When to try again after a failure, or null when a day has passed. Anywhere between now and the
 * doubled pause, so that replicas and mails that failed together don't come back together.
 */
export function nextTry(
  { tries, created_at }: Pick<OutboxMail, 'tries' | 'created_at'>,
  now: Date,
  random = Math.random(),
): string | null {
  if (now.getTime() - Date.parse(created_at) >= lifetime) return null;
  return instant(now, random * Math.min(longestPause, firstPause * 2 ** tries));
}
