import { afterAll, beforeAll, expect, it } from 'vitest';
import { exchange } from './raw.js';
import { startTarget, type Target } from './target.js';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.stop());

const inner = () =>
  `PATCH /api/v1/me HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${target.token}\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{"first_name":"Eve"}`;

/** A request whose end may be seen in two places; what comes after one of them would be another's. */
const ambiguous = (...lines: string[]) =>
  ['POST /api/v1/auth/logout HTTP/1.1', 'Host: localhost', ...lines, '', '0', '', ''].join('\r\n') +
  inner();

it.each<[string, () => string]>([
  ['length and chunks', () => ambiguous('Content-Length: 5', 'Transfer-Encoding: chunked')],
  ['chunks and length', () => ambiguous('Transfer-Encoding: chunked', 'Content-Length: 5')],
  ['chunked twice', () => ambiguous('Transfer-Encoding: chunked, chunked')],
  ['two codings', () => ambiguous('Transfer-Encoding: chunked', 'Transfer-Encoding: identity')],
  ['not chunked last', () => ambiguous('Transfer-Encoding: chunked, gzip')],
  ['unknown coding', () => ambiguous('Transfer-Encoding: xchunked')],
  ['a space before the colon', () => ambiguous('Transfer-Encoding : chunked')],
  ['a tab in the coding', () => ambiguous('Transfer-Encoding:\tchunked\x0b')],
  ['a folded line', () => ambiguous('Transfer-Encoding:', ' chunked')],
  ['a line folded into another', () => ambiguous('X-A: b', ' Content-Length: 5')],
  ['bare line feeds', () => ambiguous('Content-Length: 5').replaceAll('\r\n', '\n')],
  ['a bare carriage return', () => ambiguous('X-A: b\rContent-Length: 5')],
  ['two lengths', () => ambiguous('Content-Length: 5', 'Content-Length: 0')],
  ['two lengths in one', () => ambiguous('Content-Length: 5, 5')],
  ['a signed length', () => ambiguous('Content-Length: +5')],
  ['a length in hexadecimal', () => ambiguous('Content-Length: 0x5')],
  ['a length beyond all numbers', () => ambiguous('Content-Length: 99999999999999999999')],
  ['a name with NUL', () => ambiguous('Content\0-Length: 5')],
  ['HTTP/0.9', () => `GET /api/v1/me\r\n\r\n${inner()}`],
  ['HTTP/3.7', () => ambiguous('Content-Length: 5').replace('HTTP/1.1', 'HTTP/3.7')],
  [
    'a chunk longer than it says',
    () =>
      `${ambiguous('Transfer-Encoding: chunked').split('\r\n\r\n')[0]}\r\n\r\n5\r\nabcdefgh\r\n0\r\n\r\n${inner()}`,
  ],
  [
    'a chunk extension with a line feed',
    () =>
      `${ambiguous('Transfer-Encoding: chunked').split('\r\n\r\n')[0]}\r\n\r\n5;a\nb\r\nabcde\r\n0\r\n\r\n${inner()}`,
  ],
  [
    'a chunk size beyond all numbers',
    () =>
      `${ambiguous('Transfer-Encoding: chunked').split('\r\n\r\n')[0]}\r\n\r\nfffffffffffffffff\r\n0\r\n\r\n${inner()}`,
  ],
])('Of a request with %s no second one is made', async (name, sent) => {
  const { statuses, text } = await target.endure(`framing: ${name}`, () =>
    exchange(target.port, sent()),
  );
  expect(statuses).toHaveLength(1);
  expect(text).not.toContain('Eve');
});
