import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { defaultLimits } from '../../packages/api/dist/auth/limits.js';
import { createRefreshTokens } from '../../packages/api/dist/auth/refresh-tokens.js';
import { createSecrets } from '../../packages/api/dist/secrets.js';
import { serverCommand } from '../../scripts/server-command.mjs';

const cwd = fileURLToPath(new URL('../..', import.meta.url));
const SECRET = 'only for this measurement, and long enough';
const PUBLIC_URL = 'http://localhost:8080';
/** They count, as in production, and refuse nobody. */
const LIMITS = Object.keys(defaultLimits)
  .map((name) => `${name}=100000/1h`)
  .join();

/** What rows of ours let anybody sign in with who has SECRET. */
export const { write: refreshToken } = createRefreshTokens(createSecrets(SECRET));

/** A server process, and requests to it over connections that are kept. */
export async function startServer(DATABASE_URL, port, folder) {
  const agent = new Agent({ keepAlive: true });
  const child = spawn(process.execPath, serverCommand, {
    cwd,
    env: {
      ...{ PATH: process.env.PATH, PORT: String(port), PUBLIC_URL, DATABASE_URL, SECRET, LIMITS },
      MAIL_URL: `file:${join(folder, 'outbox')}`,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  while (!said.includes('ready')) {
    if (child.exitCode !== null) throw new Error('The server did not start');
    await delay(50);
  }

  /** Resolves to its milliseconds and its answer. */
  function send(method, path, { body, token } = {}) {
    const headers = {
      ...(body && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
    };
    const from = performance.now();
    return new Promise((resolve, reject) => {
      const sent = request({ port, method, path, agent, headers }, async (answer) => {
        let text = '';
        for await (const chunk of answer) text += chunk;
        const { statusCode: status } = answer;
        resolve({ ms: performance.now() - from, status, body: text && JSON.parse(text) });
      });
      sent.on('error', reject);
      sent.end(body && JSON.stringify(body));
    });
  }

  return {
    pid: child.pid,
    send,
    async stop() {
      agent.destroy();
      child.kill('SIGTERM');
      await exit;
    },
  };
}
