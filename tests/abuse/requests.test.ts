import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exchange, request, type Sent } from './raw.js';
import { measured, startTarget, type Target } from './target.js';

let target: Target;
let bearer: string;
beforeAll(async () => {
  target = await startTarget();
  bearer = `Authorization: Bearer ${target.token}`;
});
afterAll(() => target.stop());

const json = 'Content-Type: application/json';
const patch = 'PATCH /api/v1/me';
const change = (body: string | Buffer, ...headers: string[]) =>
  request(patch, [bearer, json, ...headers], body);

/** As many bytes as are taken, and some more. */
function* endless(head: Buffer, part: string | Buffer, megabytes: number) {
  yield head;
  for (let sent = 0; sent < megabytes * 1e6; sent += part.length) yield part;
}

const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`;
const huge = measured ? 1_000 : 100;
const keys = (count: number) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 0])));

it.each<[string, () => Sent, number]>([
  [
    'body without end, in chunks',
    () => endless(request(patch, [bearer, json, 'Transfer-Encoding: chunked']), chunk, huge),
    413,
  ],
  ['body of 10 GB', () => change('', 'Content-Length: 10000000000'), 413],
  [
    'body without end from nobody',
    () => endless(request(patch, [json, 'Transfer-Encoding: chunked']), chunk, huge),
    401,
  ],
  [
    'gzip that is a thousand times larger (Content-Encoding)',
    () => change(gzipSync(Buffer.alloc(90e6)), 'Content-Encoding: gzip'),
    400,
  ],
  ['JSON a million deep', () => change('['.repeat(1e6)), 413],
  ['JSON fifty thousand deep', () => change('['.repeat(50_000) + ']'.repeat(50_000)), 422],
  [
    'object fifteen thousand deep, over tRPC',
    () =>
      request(
        'POST /trpc/profile.update',
        [bearer, json],
        `${'{"a":'.repeat(15_000)}1${'}'.repeat(15_000)}`,
      ),
    422,
  ],
  ['object of 100,000 keys', () => change(keys(100_000)), 413],
  ['object of 9,000 keys', () => change(keys(9_000)), 422],
  ['headers of 20 KB', () => request('GET /api/v1/me', [`X-A: ${'a'.repeat(20_000)}`]), 431],
  [
    'five thousand headers',
    () =>
      request(
        'GET /api/v1/me',
        Array.from({ length: 5_000 }, (_, i) => `X-${i}: a`),
      ),
    431,
  ],
  [
    'tRPC batch of 10,000',
    () => request(`GET /trpc/${'profile.get,'.repeat(10_000)}profile.get?batch=1`, [bearer]),
    431,
  ],
  [
    'tRPC batch of 1,000',
    () => request(`GET /trpc/${'profile.get,'.repeat(1_000)}profile.get?batch=1`, [bearer]),
    400,
  ],
  [
    'tRPC batch of one with 9,000 inputs',
    () => request('POST /trpc/profile.update?batch=1', [bearer, json], keys(9_000)),
    422,
  ],
  ['path of 15 KB', () => request(`GET /api/v1/${'%2e%2e/'.repeat(2_000)}`, [bearer]), 404],
  [
    'query of five thousand parameters',
    () => request(`GET /api/v1/me?${'a&'.repeat(5_000)}__proto__[x]=1`, []),
    401,
  ],
  ['HTTP/1.1 without a host', () => 'GET /api/v1/me HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
])('%s is refused cheaply', async (name, sent, status) => {
  const { statuses, longest } = await target.endure(name, () => exchange(target.port, sent()));
  // Who goes on sending without end may not hear why it was closed.
  const deaf = name.includes('without end');
  expect(deaf && statuses[0] === 'closed' ? [status] : statuses).toEqual([status]);
  if (measured) expect(longest).toBeLessThan(1_000);
});

it('Requests in a row on one connection are each answered', async () => {
  const count = measured ? 10_000 : 1_000;
  const one = request('GET /healthz', ['Connection: keep-alive']);
  const all = [...Array(count - 1).fill(one), request('GET /healthz')];
  const { statuses } = await target.endure(`${count} requests at once on one connection`, () =>
    exchange(target.port, Buffer.concat(all)),
  );
  expect([statuses.length, ...new Set(statuses)]).toEqual([count, 200]);
});
