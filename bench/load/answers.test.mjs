import { expect, it } from 'vitest';
import { createReader } from './answers.mjs';

const ok = (head, body) => `HTTP/1.1 200 OK\r\n${head}\r\n\r\n${body}`;
const stream = [
  ok('Content-Type: text/plain\r\nContent-Length: 11', 'HTTP/1.1\r\n\r'),
  ok('transfer-encoding: chunked', '5\r\n0\r\n\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n'),
  'HTTP/1.1 204 No Content\r\nX: y\r\n\r\n',
  'HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n',
].join('');

function read(...pieces) {
  const seen = [];
  const reader = createReader(({ status, closes }) => seen.push([status, closes]));
  for (const piece of pieces) reader(Buffer.from(piece));
  return seen;
}

const all = [
  [200, false],
  [200, false],
  [204, false],
  [503, true],
];

it('finds every answer when they come at once', () => {
  expect(read(stream)).toEqual(all);
});

it('finds every answer wherever the bytes are parted', () => {
  for (let at = 1; at < stream.length; at++) {
    expect(read(stream.slice(0, at), stream.slice(at))).toEqual(all);
  }
  expect(read(...stream)).toEqual(all);
});

it('tells nothing of an answer that is not whole', () => {
  expect(read(stream.slice(0, -1))).toEqual(all.slice(0, -1));
});

it('keeps nothing of a buffer that is used again', () => {
  const seen = [];
  const reader = createReader(({ status }) => seen.push(status));
  const buffer = Buffer.alloc(40);
  for (const piece of stream.match(/.{1,40}/gs)) {
    reader(buffer.subarray(0, buffer.write(piece, 'latin1')));
  }
  expect(seen).toEqual([200, 200, 204, 503]);
});

it('refuses an answer that ends with its connection', () => {
  expect(() => read(ok('content-type: text/plain', 'x'))).toThrow('does not say how long it is');
});
