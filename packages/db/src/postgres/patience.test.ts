import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { patience, patienceLeft, waitFor, withPatience } from './patience.js';

// It once was counted for each statement, so that a request could wait nine seconds for two of them.
it('All that somebody asks for is waited for together, side by side once, and work is not counted', () =>
  withPatience(async () => {
    expect(patienceLeft()).toBe(patience);
    await waitFor(() => sleep(200));
    await Promise.all([waitFor(() => sleep(200)), waitFor(() => sleep(100))]);
    const left = patienceLeft();
    expect(left).toBeLessThanOrEqual(patience - 390);
    expect(left).toBeGreaterThan(patience - 490 - 1_000);
    await sleep(300);
    expect(patienceLeft()).toBe(left);
    await waitFor(async () => {
      await sleep(100);
      expect(patienceLeft()).toBeLessThan(left);
    });
  }));

it('Whoever is nobody’s request may wait as long each time', async () => {
  await waitFor(() => sleep(50));
  expect(patienceLeft()).toBe(patience);
});
