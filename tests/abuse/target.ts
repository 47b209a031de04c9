import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { report } from '../faults/report.js';
import { startServer } from '../server.js';

/** Whether bounds in milliseconds are held, and counts are as large as they should be. */
export const measured = process.env.FAULTS_REPORT !== undefined;

/** How many megabytes a server may grow by, whatever is asked of it. */
const most = 200;

/** What is to be seen of an attack: every status that was answered, and how long the longest took. */
export interface Outcome {
  statuses: (number | 'closed')[];
  longest: number;
}

export type Target = Awaited<ReturnType<typeof startTarget>>;

/** A server with one account, used to work by ordinary requests. */
export async function startTarget() {
  const server = await startServer();
  const { url, pid } = server;
  const registered = await fetch(`${url}/api/v1/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"email":"ada@example.com","password":"violet-anchor-73-mosaic"}',
  });
  const { access_token: token } = (await registered.json()) as { access_token: string };
  const headers = { authorization: `Bearer ${token}` };
  const read = async () => (await fetch(`${url}/api/v1/me`, { headers })).text();
  for (let i = 0; i < 500; i++) await read();
  const profile = await read();

  /** Resident, in megabytes; where there is no /proc, by a command, which costs more. */
  async function memory(): Promise<number> {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => undefined);
    const found = /^VmRSS:\s+([0-9]+)/m.exec(status ?? '')?.[1];
    if (found) return Number(found) / 1024;
    const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
    return Number(stdout) / 1024;
  }

  return {
    url,
    port: Number(new URL(url).port),
    token,
    stop: server.stop,
    output: server.output,

    /** Lets it be attacked, and holds it against what is promised: it neither grows nor changes anything. */
    async endure<Seen extends Outcome>(abuse: string, act: () => Promise<Seen>): Promise<Seen> {
      const before = await memory();
      let peak = before;
      let ended = false;
      const watching = (async () => {
        while (!ended) {
          peak = Math.max(peak, await memory());
          await sleep(50);
        }
      })();
      const outcome = await act().finally(() => {
        ended = true;
      });
      await watching;
      const grown = Math.max(0, Math.round(Math.max(peak, await memory()) - before));
      const answer = [...new Set(outcome.statuses)].sort().join(', ');
      report('abuse', { abuse, answer, longest: Math.round(outcome.longest), grown });
      expect(grown).toBeLessThan(most);
      expect(await read()).toBe(profile);
      return outcome;
    },
  };
}
