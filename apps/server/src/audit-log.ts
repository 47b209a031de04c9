import type { Audit } from '@profile/api';
import type { Meters } from './metrics/meters.js';

/**
 * Security events as lines of the log. They come whatever LOG_LEVEL says, but for `silent`: who wants
 * to read less of a server still has to find out who got in.
 */
export function auditLog(
  write: (line: string) => void,
  level: string,
  meters?: Pick<Meters, 'event'>,
): Audit {
  return (entry) => {
    meters?.event(entry.audit);
    if (level === 'silent') return;
    write(`${JSON.stringify({ level: 30, time: Date.now(), ...entry, msg: 'audit' })}\n`);
  };
}
