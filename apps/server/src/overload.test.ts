import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { watchTurns } from './overload.js';
import { startApp, type TestApp } from './testing/app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
  app.load.over = true;
});
afterAll(() => app.close());

const sentence = 'The server is busy; retry in a moment';

it.each([
  ['GET', '/api/v1/me', { detail: sentence, code: 'busy' }],
  ['POST', '/api/v1/auth/login', { detail: sentence, code: 'busy' }],
  ['GET', '/trpc/profile.get', { error: { data: { error: { code: 'busy' }, retry_after: 1 } } }],
  ['POST', '/trpc/auth.login', { error: { data: { error: { code: 'busy' } } } }],
  ['POST', '/api/profile/', { error: sentence }],
  ['POST', '/oauth/token', { error: 'temporarily_unavailable', error_description: sentence }],
  ['GET', '/nowhere', { detail: sentence, code: 'busy' }],
])('%s %s says at once that it is busy, and when to come again', async (method, path, body) => {
  const answer = await app.rest(method, path, method === 'POST' ? { body: {} } : {});
  expect(answer).toMatchObject({ status: 503, body });
  expect(answer.headers.get('retry-after')).toBe('1');
});

const me = { url: '/api/v1/me' };

/** Keeps the event loop from turning. */
function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

it('A turn of many requests that lasts refuses what comes in it, but no probe, and the next one takes it on', async () => {
  const overloaded = watchTurns();
  await sleep(1);
  const first = Array.from({ length: 7 }, () => {
    work(100);
    return overloaded(me);
  });
  expect(first).not.toContain(true);
  for (let more = 0; more < 10; more++) {
    work(100);
    overloaded(me);
  }
  expect(overloaded(me)).toBe(true);
  for (const url of ['/healthz', '/readyz', '/metrics']) expect(overloaded({ url })).toBe(false);
  while (overloaded(me)) await sleep(10);
});

it('A turn in which the process was stopped once, or waited, refuses nobody', async () => {
  const overloaded = watchTurns();
  await sleep(1);
  overloaded(me);
  work(1_500);
  expect(overloaded(me)).toBe(false);
  expect(overloaded(me)).toBe(false);
});
