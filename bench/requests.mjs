// What requests cost, as medians and as ratios to the cheapest one of the same run: machines are noisy.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const port = 18_080;
const rounds = 400;
const folder = await mkdtemp(join(tmpdir(), 'profile-bench-'));
const agent = new Agent({ keepAlive: true });

const server = spawn(
  process.execPath,
  [fileURLToPath(new URL('../apps/server/dist/main.js', import.meta.url))],
  {
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      DATABASE_URL: `file:${join(folder, 'profile.db')}`,
      MAIL_URL: `file:${join(folder, 'outbox')}`,
      SECRET: 'only for this measurement, and long enough',
      LIMITS: 'off',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
for await (const text of server.stdout) if (String(text).includes('ready')) break;

/** One request over a kept connection; resolves to its milliseconds and body. */
function send(method, path, body, headers = {}) {
  const from = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request({ port, method, path, agent, headers }, async (answer) => {
      let text = '';
      for await (const chunk of answer) text += chunk;
      resolve({ ms: performance.now() - from, status: answer.statusCode, text });
    });
    sent.on('error', reject);
    sent.end(body && JSON.stringify(body));
  });
}

const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
const json = { 'content-type': 'application/json' };
const account = { email: 'ada@example.com', password: 'violet-anchor-73-mosaic' };
const { text } = await send('POST', '/api/v1/auth/register', account, json);
const signedIn = { ...json, authorization: `Bearer ${JSON.parse(text).access_token}` };
const login = () =>
  send('POST', '/api/v1/auth/login', { login: account.email, password: account.password }, json);

let change = 0;
const cases = {
  'GET /healthz': () => send('GET', '/healthz'),
  'GET /api/v1/me': () => send('GET', '/api/v1/me', undefined, signedIn),
  'tRPC profile.get': () => send('GET', '/trpc/profile.get', undefined, signedIn),
  'PATCH /api/v1/me': () =>
    send('PATCH', '/api/v1/me', { display_name: `name ${change++}` }, signedIn),
};

const figures = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
for (let round = 0; round < rounds + 50; round++) {
  for (const [name, run] of Object.entries(cases)) {
    const { ms, status } = await run();
    if (status !== 200) throw new Error(`${name} answered ${status}`);
    if (round >= 50) figures[name].push(ms);
  }
}

// Ten sign-ins at a time, again and again, while somebody reads their profile.
let storming = true;
const storm = Array.from({ length: 10 }, async () => {
  while (storming) await login();
});
const meanwhile = [];
figures['GET /api/v1/me, ten signing in'] = meanwhile;
for (let round = 0; round < rounds; round++) meanwhile.push((await cases['GET /api/v1/me']()).ms);
storming = false;
await Promise.all(storm);

const base = median(figures['GET /healthz']);
for (const [name, times] of Object.entries(figures)) {
  const ms = median(times);
  console.log(`${name.padEnd(32)} ${ms.toFixed(3)} ms  ×${(ms / base).toFixed(1)}`);
}
agent.destroy();
server.kill('SIGTERM');
await once(server, 'exit');
await rm(folder, { recursive: true, force: true });
