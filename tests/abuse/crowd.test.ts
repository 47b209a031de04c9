import { once } from 'node:events';
import { Agent, request as ask } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { probes } from './probes.js';
import { request } from './raw.js';
import { measured, startTarget, type Target } from './target.js';

let target: Target;
let health: string;
beforeAll(async () => {
  target = await startTarget();
  health = `${target.url}/healthz`;
});
afterAll(() => target.stop());

it('Thousands of idle connections are in nobody’s way', async () => {
  const count = measured ? 3_000 : 300;
  const sockets: Socket[] = [];
  const outcome = await target.endure(
    `${count} idle connections, while asking /healthz`,
    async () => {
      for (let i = 0; i < count; i++) {
        const socket = connect(target.port, '127.0.0.1');
        socket.on('error', () => {});
        sockets.push(socket);
        socket.write(request('GET /healthz', ['Connection: keep-alive']));
        await once(socket, 'data');
      }
      return probes(health, 100);
    },
  );
  expect(new Set(outcome.statuses)).toEqual(new Set([200]));
  if (measured) expect(outcome.longest).toBeLessThan(100);
  expect(sockets.filter(({ destroyed }) => destroyed)).toEqual([]);
  for (const socket of sockets) socket.destroy();
});

it('More work than can be done is refused at once, and the rest is done', async () => {
  const body = JSON.stringify(
    Object.fromEntries(Array.from({ length: 9_000 }, (_, i) => [`k${i}`, 0])),
  );
  const agent = new Agent({ keepAlive: true });
  const seconds = measured ? 10 : 1;
  const workers = measured ? 100 : 20;
  const answers = new Map<number, number>();
  let asked = { statuses: [0], longest: 0 };

  async function work(end: number): Promise<void> {
    while (performance.now() < end) {
      const sent = ask(`${target.url}/api/v1/me`, {
        agent,
        method: 'PATCH',
        headers: { authorization: `Bearer ${target.token}`, 'content-type': 'application/json' },
      });
      sent.end(body);
      const outcome = await Promise.race([once(sent, 'response'), once(sent, 'error')]).catch(
        () => [],
      );
      const [response] = outcome;
      const status = response?.statusCode ?? 0;
      if (status === 503) expect(response.headers['retry-after']).toBe('1');
      answers.set(status, (answers.get(status) ?? 0) + 1);
      response?.resume();
      if (response) await once(response, 'close');
    }
  }

  const outcome = await target.endure(
    `bodies of 9,000 faults on ${workers} connections, while asking /healthz`,
    async () => {
      const end = performance.now() + seconds * 1_000;
      const working = Array.from({ length: workers }, () => work(end));
      asked = await probes(health, measured ? 10 : 3);
      await Promise.all(working);
      return { statuses: [...answers.keys()], longest: asked.longest };
    },
  );
  expect(new Set(asked.statuses)).toEqual(new Set([200]));
  expect(outcome.statuses.filter((status) => status !== 422 && status !== 503)).toEqual([]);
  if (measured) expect(outcome.longest).toBeLessThan(5_000);
  agent.destroy();
}, 120_000);
