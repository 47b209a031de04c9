import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startServer, type TestServer } from '../server.js';
import { forgeries } from './tokens.js';

const rows: [attack: string, answer: string, ms: string][] = [];
let server: TestServer;
let token: string;
let visits = 0;
const attacker = createServer((_, response) => {
  visits++;
  response.end('{"keys":[]}');
});

beforeAll(async () => {
  attacker.listen(0, '127.0.0.1');
  await once(attacker, 'listening');
  server = await startServer();
  const answer = await fetch(`${server.url}/api/v1/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"email":"ada@example.com","password":"violet-anchor-73-mosaic"}',
  });
  token = ((await answer.json()) as { access_token: string }).access_token;
});
afterAll(async () => {
  attacker.close();
  await server.stop();
  const width = Math.max(...rows.map(([attack]) => attack.length));
  const lines = rows.map(([attack, answer, ms]) => `${attack.padEnd(width)}  ${answer}  ${ms}`);
  console.log(['', `${'attack'.padEnd(width + 2)}answer  time`, ...lines].join('\n'));
});

async function me(bearer: string) {
  const from = performance.now();
  const answer = await fetch(`${server.url}/api/v1/me`, {
    headers: { authorization: `Bearer ${bearer}` },
  });
  const text = await answer.text();
  return { status: answer.status, text, ms: performance.now() - from };
}

it('refuses every forged token with the same answer, quickly, and asks nobody', async () => {
  const outside = `http://127.0.0.1:${(attacker.address() as AddressInfo).port}`;
  const jwks = await (await fetch(`${server.url}/.well-known/jwks.json`)).json();
  const [publicJwk] = (jwks as { keys: never[] }).keys;
  const forged = await forgeries(token, publicJwk as never, outside);
  const body = '{"detail":"Invalid or expired token","code":"invalid_token"}';
  expect((await me(token)).status).toBe(200);
  for (const [attack, bearer] of Object.entries(forged)) {
    const { status, text, ms } = await me(bearer);
    rows.push([attack, String(status), `${ms.toFixed(1)} ms`]);
    expect([attack, status, text]).toEqual([attack, 401, body]);
    // Generous, since the machine is shared; what an attack costs shows in the table.
    expect([attack, ms < 1000]).toEqual([attack, true]);
  }
  expect(visits).toBe(0);
  expect((await me(token)).status).toBe(200);
});

it('refuses two Authorization headers, though both are good', async () => {
  const bearer = `Bearer ${token}`;
  const headers = ['Host', 'localhost', 'Authorization', bearer, 'Authorization', bearer];
  const from = performance.now();
  const [answer] = (await once(get(`${server.url}/api/v1/me`, { headers }), 'response')) as [
    IncomingMessage,
  ];
  answer.resume();
  rows.push([
    'two Authorization headers',
    String(answer.statusCode),
    `${(performance.now() - from).toFixed(1)} ms`,
  ]);
  expect(answer.statusCode).toBe(401);
});

it('answers 431 to more than 16 KB of header', async () => {
  const { status, ms } = await me('A'.repeat(17_000));
  rows.push(['16 KB of header', String(status), `${ms.toFixed(1)} ms`]);
  expect(status).toBe(431);
});
