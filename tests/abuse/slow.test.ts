import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exchange, request } from './raw.js';
import { measured, startTarget, type Target } from './target.js';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.stop());

/** A byte every half second, for a minute. */
async function* dripping(begin: string | Buffer, then = 'a') {
  yield begin;
  for (let i = 0; i < 120; i++) {
    await sleep(500);
    yield then;
  }
}

const count = measured ? 100 : 5;
const json = 'Content-Type: application/json';
const length = 'Content-Length: 1000';
const slowest = 40_000;

const slow: [string, () => Buffer | string, number | 'closed'][] = [
  ['headers', () => 'GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nX-A: ', 408],
  ['a request line', () => 'GET /api/', 408],
  ['a body', () => request('POST /api/v1/auth/login', [json, length], '{"login":"'), 400],
  ['a body over tRPC', () => request('POST /trpc/auth.login', [json, length], '{"login":"'), 400],
  [
    'a form',
    () =>
      request('POST /oauth/token', [
        'Content-Type: application/x-www-form-urlencoded',
        'Content-Length: 1000',
      ]),
    400,
  ],
];

it('Whoever sends a byte from time to time is closed within ten seconds', async () => {
  await Promise.all(
    slow.map(async ([what, begin, status]) => {
      const { statuses, longest } = await target.endure(
        `${what}, a byte every half second, on ${count} connections`,
        async () => {
          const all = await Promise.all(
            Array.from({ length: count }, () => exchange(target.port, dripping(begin()), slowest)),
          );
          return {
            statuses: all.flatMap((each) => each.statuses),
            longest: Math.max(...all.map((each) => each.longest)),
          };
        },
      );
      expect(new Set(statuses)).toEqual(new Set([status]));
      if (measured) expect(longest).toBeLessThan(10_000);
    }),
  );
});

it.runIf(measured)('A picture has half a minute, for which only who measures waits', async () => {
  const begin = request('PUT /api/v1/me/avatar', [
    `Authorization: Bearer ${target.token}`,
    'Content-Type: multipart/form-data; boundary=b',
    'Content-Length: 1000000',
  ]);
  const { statuses, longest } = await target.endure('picture, a byte every half second', () =>
    exchange(target.port, dripping(begin), slowest),
  );
  expect(statuses).toEqual([408]);
  expect(longest).toBeLessThan(35_000);
});
