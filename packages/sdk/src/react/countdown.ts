import type { EmailVerification } from '../index.js';

/** How long it takes from a moment on. */
export interface Wait {
  /** Of which time of the server it is. */
  until: string | null;
  milliseconds: number;
  /** The same moment by both clocks of the device. */
  since: { running: number; wall: number };
}

export function waitOf({ resend_available_at }: EmailVerification, milliseconds: number): Wait {
  const since = { running: performance.now(), wall: Date.now() };
  return { until: resend_available_at, milliseconds, since };
}

/** Milliseconds that are left of it. */
export function remaining({ milliseconds, since }: Wait): number {
  // One stands still while some devices sleep, the other jumps when it is set.
  const elapsed = Math.max(performance.now() - since.running, Date.now() - since.wall);
  return Math.max(0, milliseconds - elapsed);
}

/** Milliseconds from a mail to the next. */
export function whole({ sent_at, resend_available_at }: EmailVerification): number {
  if (sent_at === null || resend_available_at === null) return 0;
  return Date.parse(resend_available_at) - Date.parse(sent_at);
}

/** By the device's clock; however wrong that is, never more than the whole. */
export function estimate(verification: EmailVerification): Wait {
  const { resend_available_at } = verification;
  const left = resend_available_at === null ? 0 : Date.parse(resend_available_at) - Date.now();
  return waitOf(verification, Math.min(Math.max(0, left), whole(verification)));
}
