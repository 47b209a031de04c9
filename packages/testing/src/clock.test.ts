import { describe, expect, it } from 'vitest';
import { createClock } from './clock.js';

const noon = new Date('2026-03-10T12:00:00Z');

describe('the clock', () => {
  it('stands still until it is moved, at once', async () => {
    const told: Date[] = [];
    const clock = createClock(noon, async () => void told.push(clock.now()));
    expect(clock.now()).toEqual(noon);
    const moved = clock.advance({ days: 1, hours: 2, minutes: 3, seconds: 4, milliseconds: 5 });
    expect(clock.now()).toEqual(new Date('2026-03-11T14:03:04.005Z'));
    await moved;
    await clock.set(new Date('2026-04-01T00:00:00Z'));
    expect(told).toEqual([new Date('2026-03-11T14:03:04.005Z'), new Date('2026-04-01T00:00:00Z')]);
  });

  it('never goes back, and only to a moment', async () => {
    const clock = createClock(noon, async () => {});
    await expect(clock.advance({ minutes: -1 })).rejects.toThrow('never goes back');
    await expect(clock.set(new Date('2026-03-10T11:59:59Z'))).rejects.toThrow('never goes back');
    await expect(clock.set(new Date('noon'))).rejects.toThrow('only be set to a moment');
    expect(clock.now()).toEqual(noon);
  });
});
