import { expect, it, onTestFinished, vi } from 'vitest';
import { startPurging } from './purge.js';
import { startApp } from './testing/app.js';

const hour = 3_600_000;

it('deletions of other issuers’ users are forgotten after 30 days, by the hour', async () => {
  const { store, services, app, close } = await startApp();
  onTestFinished(close);
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const purging = startPurging(services, app.log, () => new Date());
  onTestFinished(() => clearInterval(purging));
  const { add, deletedAt } = store.deletedIdentities;
  const days30 = 30 * 24 * hour;
  await add('ada', new Date(Date.now() - days30).toISOString());
  await add('bob', new Date(Date.now() - days30 + 1.5 * hour).toISOString());

  await vi.advanceTimersByTimeAsync(hour);
  await vi.waitFor(async () => expect(await deletedAt('ada')).toBeUndefined());
  expect(await deletedAt('bob')).toBeDefined();
  await vi.advanceTimersByTimeAsync(hour);
  await vi.waitFor(async () => expect(await deletedAt('bob')).toBeUndefined());
});
