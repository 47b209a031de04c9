import type { EmailVerification, ProfileClient } from '../index.js';
import { memoryOf } from './memory.js';

/** How long something takes from a moment on. */
export interface Wait {
  /** Of which time of the server it is. */
  until: string | null;
  milliseconds: number;
  since: Moment;
}

/** The same moment by both clocks of the device. */
interface Moment {
  running: number;
  wall: number;
}

const now = (): Moment => ({ running: performance.now(), wall: Date.now() });

/** Keeps what the server has just said: how long it is until another mail may be asked for. */
export function waitFor(
  client: ProfileClient,
  { resend_available_at }: EmailVerification,
  milliseconds: number,
): void {
  memoryOf(client).wait = { until: resend_available_at, milliseconds, since: now() };
}

/** Milliseconds until another mail may be asked for. */
export function remaining(client: ProfileClient, verification: EmailVerification): number {
  const memory = memoryOf(client);
  if (memory.wait?.until !== verification.resend_available_at) {
    waitFor(client, verification, estimate(verification));
  }
  const { milliseconds, since } = memory.wait as Wait;
  // One stands still while some devices sleep, the other jumps when it is set.
  const elapsed = Math.max(performance.now() - since.running, Date.now() - since.wall);
  return Math.max(0, milliseconds - elapsed);
}

/** By the device's clock; however wrong that is, never more than the whole wait. */
function estimate({ sent_at, resend_available_at }: EmailVerification): number {
  if (resend_available_at === null) return 0;
  const until = Date.parse(resend_available_at);
  const whole = sent_at === null ? Number.POSITIVE_INFINITY : until - Date.parse(sent_at);
  return Math.min(Math.max(0, until - Date.now()), whole);
}
