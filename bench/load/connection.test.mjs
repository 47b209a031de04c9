import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { repeat } from './connection.mjs';
import { anew, toBytes } from './requests.mjs';

async function listen(handler) {
  const seen = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    seen.push({ method: request.method, url: request.url, port: request.socket.remotePort, body });
    handler(response, seen.length);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => server.close());
  await once(server, 'listening');
  return { seen, port: server.address().port };
}

const post = toBytes({ method: 'POST', path: '/x', body: { name: `n ${anew}` } });
const ports = (seen) => new Set(seen.map(({ port }) => port)).size;

it('sends one after the other over one connection, each with another number', async () => {
  const { seen, port } = await listen((response) => response.end('ä'));
  const answers = [];
  const onAnswer = (status, ms) => answers.push({ status, ms }) < 50;
  await repeat({ port, requests: [post], onAnswer });
  expect(seen).toHaveLength(50);
  expect(ports(seen)).toBe(1);
  expect(new Set(seen.map(({ body }) => JSON.parse(body).name)).size).toBe(50);
  expect(seen[0]).toMatchObject({ method: 'POST', url: '/x' });
  expect(answers.every(({ status, ms }) => status === 200 && ms > 0)).toBe(true);
});

it('sends several in turn', async () => {
  const { seen, port } = await listen((response) => response.end());
  const requests = ['/a', '/b', '/c'].map((path) => toBytes({ path }));
  await repeat({ port, requests, onAnswer: () => seen.length < 7 });
  expect(seen.map(({ url }) => url).join('')).toBe('/a/b/c/a/b/c/a');
});

it('connects anew when the server closes after an answer', async () => {
  const { seen, port } = await listen((response) =>
    response.writeHead(201, { connection: 'close' }).end('x'),
  );
  const statuses = [];
  await repeat({ port, requests: [post], onAnswer: (status) => statuses.push(status) < 3 });
  expect(statuses).toEqual([201, 201, 201]);
  expect(ports(seen)).toBe(3);
});

it('rejects when the connection breaks instead of an answer', async () => {
  const { port } = await listen((response, count) =>
    count < 3 ? response.end('x') : response.socket.destroy(),
  );
  await expect(repeat({ port, requests: [post], onAnswer: () => true })).rejects.toThrow(
    'closed a connection without a word',
  );
});
