import { afterAll, beforeAll, expect, it } from 'vitest';
import { exchange, request, type Sent } from './raw.js';
import { measured, startTarget, type Target } from './target.js';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.stop());

const type = 'multipart/form-data; boundary=b';
const part = (name: string, content: string, file = '') =>
  `--b\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${content}\r\n`;

const put = (body: string, ...headers: string[]) =>
  request(
    'PUT /api/v1/me/avatar',
    [`Authorization: Bearer ${target.token}`, `Content-Type: ${type}`, ...headers],
    body,
  );

function* endlessFile() {
  yield put('', 'Transfer-Encoding: chunked');
  const head = '--b\r\nContent-Disposition: form-data; name="avatar"; filename="a.png"\r\n\r\n';
  yield `${head.length.toString(16)}\r\n${head}\r\n`;
  const megabytes = measured ? 1_000 : 100;
  for (let i = 0; i < megabytes * 16; i++) yield `10000\r\n${'a'.repeat(65_536)}\r\n`;
}

const file = (content: string) => part('avatar', content, '; filename="a.png"');

it.each<[string, () => Sent, number]>([
  ['picture without end', endlessFile, 413],
  ['picture of 10 GB', () => put('', 'Content-Length: 10000000000'), 413],
  ['form of a thousand files', () => put(`${file('a').repeat(1_000)}--b--\r\n`), 400],
  ['form of a thousand fields', () => put(`${part('a', 'b').repeat(1_000)}--b--\r\n`), 400],
  ['form with a field of 1 MB', () => put(`${part('a', 'b'.repeat(1e6))}--b--\r\n`), 422],
  ['form with a header of 1 MB', () => put(`--b\r\nX-A: ${'a'.repeat(1e6)}\r\n\r\n--b--\r\n`), 422],
  ['form that never ends', () => put(file('a')), 400],
  ['picture that claims to be 50,000 by 50,000', () => put(`${file(pngOf(50_000))}--b--\r\n`), 422],
])('%s is refused, and takes no memory', async (name, sent, status) => {
  const { statuses } = await target.endure(name, () => exchange(target.port, sent()));
  // Who goes on sending without end may not hear why it was closed.
  const deaf = name.includes('without end');
  expect(deaf && statuses[0] === 'closed' ? [status] : statuses).toEqual([status]);
});

/** What says that a picture is so wide and high, and nothing of it. */
function pngOf(side: number): string {
  const size = Buffer.alloc(8);
  size.writeUInt32BE(side, 0);
  size.writeUInt32BE(side, 4);
  const head = '\x89PNG\r\n\x1a\n\0\0\0\rIHDR';
  return `${head}${size.toString('latin1')}\x08\x06\0\0\0\0\0\0\0\0\0\0\0IEND`;
}
