import type { RefreshCookie } from '../context.js';
import { Failure } from '../errors.js';

/** A browser's cookie, and what it was told to do with it. */
export function testCookie({ sent = [] as string[], allowed = true } = {}) {
  const kept: { token: string; expires_at: string }[] = [];
  const told: string[] = [];
  const cookie: RefreshCookie = {
    sent,
    allowed,
    claim() {
      if (!allowed) throw new Failure('origin_not_allowed');
    },
    set(token, expires_at) {
      told.push('keep');
      kept.push({ token, expires_at });
    },
    clear() {
      told.push('forget');
    },
  };
  return { ...cookie, kept, told };
}
