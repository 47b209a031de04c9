import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it, onTestFinished, vi } from 'vitest';
import { password, startApp } from './testing/app.js';
import { captureLog } from './testing/log.js';
import { form, tinyPicture } from './testing/pictures.js';

async function start(env: Record<string, string> = {}) {
  const app = await startApp(env);
  onTestFinished(app.close);
  const account = await app.signUp();
  const { hostname, port } = new URL(app.url);
  const open = () => connect(Number(port), hostname).on('error', () => {});
  return { app, account, open };
}

/** Collects garbage, all of it. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}

it('A request whose client goes away before its answer has its line', async () => {
  const { app, account, open } = await start({ LOG_LEVEL: 'info' });
  const socket = open();
  const log = captureLog(app);
  const { headers } = form({ avatar: tinyPicture });
  socket.write(
    `PUT /api/v1/me/avatar HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${account.access_token}\r\nContent-Type: ${headers['content-type']}\r\nContent-Length: 9999\r\nExpect: 100-continue\r\n\r\n`,
  );
  // Node says that it may go on.
  await once(socket, 'data');
  socket.destroy();
  const lines = () => log.filter((line) => line.includes('profile.setAvatar'));
  await vi.waitFor(() => expect(lines()).toHaveLength(1), 20_000);
  expect(JSON.parse(lines()[0] ?? '')).toMatchObject({ status: 499, msg: 'request' });
});

it('What is no HTTP is not answered in the place of what was asked before it', async () => {
  const { account, open } = await start();
  const socket = open();
  const body = JSON.stringify({ login: account.email, password });
  let answer = '';
  socket.on('data', (bytes) => {
    answer += bytes;
  });
  const closed = once(socket, 'close');
  socket.write(
    `POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}no HTTP\r\n\r\n`,
  );
  await closed;
  expect(answer).toBe('');
});

it('An idle connection keeps nothing of what was asked over it', async () => {
  const { app, account, open } = await start();
  const requests: WeakRef<IncomingMessage>[] = [];
  app.app.server.on('request', (request) => requests.push(new WeakRef(request)));
  const sockets = Array.from({ length: 20 }, open);
  for (const socket of sockets) {
    socket.write(
      `GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${account.access_token}\r\n\r\n`,
    );
    await once(socket, 'data');
  }
  const collect = collector();
  await vi.waitFor(() => {
    collect();
    expect(requests.filter((request) => request.deref()).length).toBeLessThan(5);
  });
  expect(requests).toHaveLength(20);
  expect(sockets.filter(({ destroyed }) => destroyed)).toEqual([]);
});

it('Pages of other origins can read that there is too much to do', async () => {
  const origin = 'https://app.example.com';
  const { app } = await start({ CORS_ORIGINS: origin });
  app.load.over = true;
  const { status, headers } = await app.rest('GET', '/api/v1/me', { headers: { origin } });
  expect(status).toBe(503);
  expect(headers.get('access-control-allow-origin')).toBe(origin);
});
