import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Log } from './logger.js';
import { createReadiness } from './readiness.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A database that answers as it is told, and counts how often it was asked. */
function open(answer: () => Promise<void>) {
  const state = { asked: 0, lines: 0 };
  const readiness = createReadiness({
    store: {
      ping: () => {
        state.asked++;
        return answer();
      },
      missingMigrations: () => answer().then(() => []),
    },
    keys: { signing: { kid: 'k', alg: 'ES256', key: {}, until: null } },
    mailFails: () => false,
    log: { error: () => state.lines++ } as unknown as Log,
  });
  return { state, readiness };
}

it('of many who ask at once one asks the database, and each finds how it is now', async () => {
  const { state, readiness } = open(async () => {});
  await Promise.all(Array.from({ length: 50 }, readiness));
  expect(state.asked).toBe(1);
  expect((await readiness()).status).toBe('ok');
  expect(state.asked).toBe(2);
});

it('a database that says nothing is told of after two seconds', async () => {
  const { readiness } = open(() => new Promise(() => {}));
  const found = readiness();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await found).toEqual({
    status: 'unavailable',
    checks: {
      database: { status: 'timeout' },
      migrations: { status: 'timeout' },
      keys: { status: 'ok' },
      mail: { status: 'ok' },
    },
  });
});

it('the log says so once, and again when it was well in between', async () => {
  let away = true;
  const { state, readiness } = open(() => (away ? Promise.reject(new Error()) : Promise.resolve()));
  const ask = async () => (await readiness()).status;
  expect([await ask(), await ask(), state.lines]).toEqual(['unavailable', 'unavailable', 1]);
  away = false;
  expect([await ask(), state.lines]).toEqual(['ok', 1]);
  away = true;
  expect([await ask(), state.lines]).toEqual(['unavailable', 2]);
});
