import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { startApp } from './testing/app.js';
import { form, tinyPicture } from './testing/pictures.js';

const path = '/api/v1/me/avatar';

it('Who sends slowly keeps only so many from being read, and nobody any longer than that', async () => {
  const app = await startApp();
  onTestFinished(app.close);
  const { access_token: token } = await app.signUp();
  const { hostname, port } = new URL(app.url);
  const { headers, body } = form({ avatar: tinyPicture });
  const slow = Array.from({ length: 20 }, () => {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    socket.write(
      `PUT ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Type: ${headers['content-type']}\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    return socket;
  });
  // A form without a file, which is read and refused as long as there is room.
  const ask = async () => app.rest('PUT', path, { token, ...form({}) });
  let answer = await ask();
  while (answer.status === 422) answer = await ask();
  expect([answer.status, answer.body.code]).toEqual([503, 'busy']);
  expect(answer.headers.get('retry-after')).toBe('1');

  for (const socket of slow) socket.destroy();
  while (answer.status === 503) answer = await ask();
  expect(answer.status).toBe(422);
});
