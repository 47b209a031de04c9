import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TestServer } from '../server.js';
import { probe } from './fault.js';
import { startUnread } from './outlets.js';
import { createPlace } from './place.js';
import { report } from './report.js';
import { execute, missing, titled } from './tool.js';
import { startWriters } from './writers.js';

async function place() {
  const made = await createPlace();
  onTestFinished(made.remove);
  return made;
}

/** Connections that are opened and told, perhaps, something. */
function open(server: Pick<TestServer, 'url'>, count: number, said = ''): Socket[] {
  const sockets = Array.from({ length: count }, () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.on('error', () => {});
    socket.on('data', () => {});
    if (said) socket.write(said);
    return socket;
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  return sockets;
}

const signUp = (url: string, email: string) =>
  fetch(`${url}/api/v1/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: 'violet-anchor-73-mosaic' }),
  });

const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

it('SIGTERM answers what is in flight, and waits for no connection that asks nothing', async () => {
  const server = await (await place()).start();
  const closed: string[] = [];
  const follow = (name: string, sockets: Socket[]) =>
    sockets.map((socket) => once(socket, 'close').then(() => closed.push(name)));
  const silent = open(server, 50);
  const idle = open(server, 50, request('/healthz'));
  await Promise.all(idle.map((socket) => once(socket, 'data')));
  const slow = open(server, 1, 'POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-');
  const all = [...follow('silent', silent), ...follow('idle', idle), ...follow('slow', slow)];
  const people = Array.from({ length: 8 }, (_, i) => `ada${i}@example.com`);
  const answers = people.map((email) => signUp(server.url, email));
  await Promise.race(answers);
  const began = performance.now();
  process.kill(server.pid, 'SIGTERM');
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  const longest = Math.round(performance.now() - began);
  expect(statuses).toEqual(people.map(() => 201));
  await Promise.all(all);
  // Caught: those that never sent a byte were waited for until everybody was cut off, as the slow one is.
  expect(closed.indexOf('slow')).toBe(100);
  const seconds = Math.round((performance.now() - began) / 1000);
  const fault = `SIGTERM, with 100 connections that ask nothing and one that never finishes: ended after ${seconds} s`;
  report('process', { fault, acknowledged: statuses.length, lost: 0, longest, back: '–' });
});

it('a log that nobody reads costs nobody an answer, and an end no more than a second', async () => {
  const server = await startUnread(await place());
  onTestFinished(server.remove);
  const count = process.env.FAULTS_REPORT ? 20_000 : 1_000;
  const { longest, ok } = await flood(server.url, count);
  expect(ok).toBe(count);
  expect((await signUp(server.url, 'ada@example.com')).status).toBe(201);
  server.stop();
  expect(await server.ended).toMatchObject({ code: 0, signal: null });
  reportLog('log that nobody reads', longest);
});

it('a log whose reader has gone costs nobody an answer', async () => {
  const server = await startUnread(await place());
  onTestFinished(server.remove);
  server.closeReader();
  const { longest, ok } = await flood(server.url, 300);
  expect(ok).toBe(300);
  // Long enough for the log to notice.
  await sleep(500);
  expect((await signUp(server.url, 'ada@example.com')).status).toBe(201);
  server.stop();
  expect(await server.ended).toMatchObject({ code: 0, signal: null, errors: '' });
  reportLog('log whose reader has gone', longest);
});

const reportLog = (fault: string, longest: number) =>
  report('process', { fault, acknowledged: 1, lost: 0, longest, back: '–' });

/** Asks as often as that, a few at a time; each leaves a line in the log. */
async function flood(url: string, count: number) {
  let left = count;
  let ok = 0;
  let longest = 0;
  const ask = async () => {
    while (left-- > 0) {
      const { status, ms } = await probe(`${url}/.well-known/jwks.json`);
      if (status === 200) ok++;
      longest = Math.max(longest, Math.round(ms));
    }
  };
  await Promise.all(Array.from({ length: 20 }, ask));
  return { ok, longest };
}

const noLimits = await missing('prlimit', '--version');

describe.skipIf(noLimits)(titled('Without descriptors', noLimits), () => {
  it('who is connected is served, and everybody is again when there are some', async () => {
    const server = await (await place()).start();
    const limit = async (most: number) =>
      execute('prlimit', ['--pid', String(server.pid), `--nofile=${most}:`]);
    const writers = await startWriters([server.url]);
    await limit(64);
    const hoarded = open(server, 200);
    await sleep(1_000);
    const during = writers.tally.acknowledged;
    await expect.poll(() => writers.tally.acknowledged).toBeGreaterThan(during);
    for (const socket of hoarded) socket.destroy();
    await limit(1024);
    const back = await writers.back(Date.now());
    const { acknowledged, lost, longest } = await writers.stop();
    expect(lost).toBe(0);
    expect((await signUp(server.url, 'ada@example.com')).status).toBe(201);
    report('process', {
      fault: 'descriptors exhausted by 200 connections',
      ...{ acknowledged, lost, longest: Math.round(longest), back },
    });
  });
});
