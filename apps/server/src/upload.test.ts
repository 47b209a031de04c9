import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { startApp } from './testing/app.js';
import { form, tinyPicture } from './testing/pictures.js';

const path = '/api/v1/me/avatar';

it('Who sends slowly keeps only so many from being read, and nobody any longer than that', async () => {
  const app = await startApp();
  onTestFinished(app.close);
  const people = await Promise.all(
    Array.from({ length: 11 }, (_, i) => app.signUp({ email: `ada${i}@example.com` })),
  );
  const { hostname, port } = new URL(app.url);
  const { headers, body } = form({ avatar: tinyPicture });
  const begin = ({ access_token: token }: { access_token: string }) => {
    const socket = connect(Number(port), hostname);
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {});
    socket.write(
      `PUT ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Type: ${headers['content-type']}\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    return socket;
  };
  // A form without a file, which is read and refused as long as there is room.
  const ask = async ({ access_token: token }: { access_token: string }) =>
    app.rest('PUT', path, { token, ...form({}) });
  const refusal = async (person: { access_token: string }) => {
    let answer = await ask(person);
    while (answer.status === 422) answer = await ask(person);
    return answer;
  };
  const [first, ...others] = people as [(typeof people)[0], ...typeof people];
  const last = others.at(-1) as typeof first;

  const slow = Array.from({ length: 5 }, () => begin(first));
  const answer = await refusal(first);
  expect([answer.status, answer.body.code]).toEqual([503, 'busy']);
  expect(answer.headers.get('retry-after')).toBe('1');
  expect((await ask(last)).status).toBe(422);

  slow.push(...others.slice(0, 9).flatMap((person) => [begin(person), begin(person)]));
  expect((await refusal(last)).status).toBe(503);

  for (const socket of slow) socket.destroy();
  while ((await ask(last)).status === 503);
  expect((await ask(first)).status).toBe(422);
});
