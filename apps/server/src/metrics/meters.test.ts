import { expect, it } from 'vitest';
import { createMeters, nameOf } from './meters.js';

it('a request is in the first bucket that it fits, its bound included', () => {
  const meters = createMeters();
  for (const ms of [0, 1, 1.1, 50, 10_000, 10_001, 60_000]) meters.request('a', 200, ms, '');
  const { buckets, seconds, statuses } = meters.requests.get('a') ?? {};
  expect([...(buckets ?? [])]).toEqual([2, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 2]);
  expect(buckets).toHaveLength(meters.bounds.length + 1);
  expect(seconds).toBeCloseTo(80.0531, 6);
  expect(statuses?.[200]).toBe(7);
});

it('each operation is counted for itself, and each code of a refusal', () => {
  const meters = createMeters();
  meters.request('a', 200, 1, '');
  meters.request('b', 207, 1, 'not_found,invalid_token');
  meters.request('b', 404, 1, 'not_found');
  expect([...meters.requests.keys()]).toEqual(['a', 'b']);
  expect([...meters.refusals]).toEqual([
    ['not_found', 2],
    ['invalid_token', 1],
  ]);
});

it.each([
  ['profile.get', '/api/v1/me', 'profile.get'],
  ['profile.get,sessions.list', '/trpc/:path', 'batch'],
  ['', '/healthz', '/healthz'],
  ['', undefined, 'none'],
])('%j at %j is counted as %j', (operation, url, name) => {
  expect(nameOf(operation, url)).toBe(name);
});
