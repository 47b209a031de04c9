import { DatabaseUnavailable } from '@profile/db';

/** How many milliseconds pass before the same is said again, which every request that writes meets. */
const quiet = 1_000;
let said = Number.NEGATIVE_INFINITY;

/** Whether a failure is news of the disk under SQLite, which an operator must hear of. */
export function isDiskNews(cause: unknown): boolean {
  if (!(cause instanceof DatabaseUnavailable)) return false;
  const { code } = (cause.cause ?? {}) as { code?: unknown };
  if (typeof code !== 'string' || !code.startsWith('SQLITE_')) return false;
  if (performance.now() - said < quiet) return false;
  said = performance.now();
  return true;
}
