import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createBareDatabase } from '@profile/databases';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { password } from '../testing/app.js';
import { startMailServer } from '../testing/mail-server.js';
import { startServerProcess } from '../testing/server-process.js';
import { openOutbox, secret } from './outbox.fixture.js';

let outbox: Awaited<ReturnType<typeof openOutbox>>;
beforeEach(async () => {
  outbox = await openOutbox();
});
afterEach(() => outbox.close());

/** How long each of a dozen sign-ups took, in milliseconds, sorted. */
async function signUps(MAIL_URL: string): Promise<number[]> {
  const { url: DATABASE_URL, remove } = await createBareDatabase();
  const server = await startServerProcess({ DATABASE_URL, MAIL_URL, SECRET: secret });
  const times: number[] = [];
  for (let i = 0; i < 12; i++) {
    const body = JSON.stringify({ email: `person${i}@example.com`, password });
    const started = performance.now();
    const headers = { 'content-type': 'application/json' };
    const options = { method: 'POST', headers, body };
    const response = await fetch(`${server.url}/api/v1/auth/register`, options);
    times.push(performance.now() - started);
    expect(response.status).toBe(201);
  }
  await server.kill('SIGKILL');
  await remove();
  return times.sort((a, b) => a - b);
}

it('a sign-up takes as long whether mail goes out, is refused, or gets no answer', {
  timeout: 60_000,
}, async () => {
  const up = await startMailServer();
  outbox.onClose(up.close);
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const table = [];
  for (const [mail, url] of [
    ['up', `smtp://127.0.0.1:${up.port}`],
    ['down', 'smtp://127.0.0.1:1'],
    ['silent', `smtp://127.0.0.1:${port}`],
  ] as const) {
    const times = await signUps(url);
    table.push({
      mail,
      'median ms': Math.round(times[6] ?? 0),
      'slowest ms': Math.round(times[11] ?? 0),
    });
  }
  silent.close();
  console.table(table);
  // Waiting for a connection would take ten seconds.
  for (const row of table) expect(row['slowest ms']).toBeLessThan(5_000);
  expect(up.taken.length).toBeGreaterThan(0);
});
