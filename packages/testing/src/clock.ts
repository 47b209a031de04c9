import type { Clock, TimeSpan } from './interface.js';

const units: Record<keyof TimeSpan, number> = {
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1_000,
  milliseconds: 1,
};

/** A clock that stands still until it is moved; `catchUp` is then told. */
export function createClock(start: Date, catchUp: () => Promise<void>): Clock {
  let time = start.getTime();

  async function set(date: Date): Promise<void> {
    const next = date.getTime();
    if (Number.isNaN(next)) throw new RangeError('The clock can only be set to a moment');
    // Expiry, limits and leases are all written for a time that never goes back.
    if (next < time) throw new RangeError('The clock of a test server never goes back');
    time = next;
    await catchUp();
  }

  return {
    now: () => new Date(time),
    set,
    advance: async (by) => set(new Date(time + milliseconds(by))),
  };
}

function milliseconds(span: TimeSpan): number {
  return Object.entries(span).reduce(
    (sum, [unit, count]) => sum + count * units[unit as keyof TimeSpan],
    0,
  );
}
