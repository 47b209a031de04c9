import { createBareDatabase } from '@profile/databases';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPlace } from './place.js';
import { report } from './report.js';
import { inject, injecting, noInjection } from './system-calls.js';
import { titled } from './tool.js';

async function place() {
  const database = await createBareDatabase('SQLite');
  onTestFinished(database.remove);
  const made = await createPlace(undefined, { DATABASE_URL: database.url });
  onTestFinished(made.remove);
  return { ...made, execute: database.execute };
}

/** Resolves to whether it was acknowledged. */
async function signUp(origin: string, email: string): Promise<boolean> {
  const answer = await fetch(`${origin}/api/v1/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: 'violet-anchor-73-mosaic' }),
  }).catch(() => undefined);
  return answer?.status === 201;
}

const parts = {
  users: 'users WHERE email = ?',
  sessions: 'sessions JOIN users ON users.id = user_id WHERE email = ?',
  'mailed tokens': 'mail_tokens WHERE address = ?',
  mails: 'outbox WHERE address = ?',
};

describe.skipIf(noInjection)(titled('A server that is killed with -9', noInjection), () => {
  it.each([
    // Each page of the log is two writes; every third of them is half of one or of the other.
    ['write', 'pwrite64', 3],
    ['fsync', 'fsync,fdatasync', 1],
  ])('at a %s of a sign-up has all of it or nothing', async (name, calls, step) => {
    const { start, origin, execute } = await place();
    const [sqlite] = await execute('SELECT sqlite_version() AS version');
    report('versions', { SQLite: String(sqlite?.version) });
    let rounds = 0;
    let acknowledged = false;
    for (let nth = 1; !acknowledged; nth += step) {
      const server = await start();
      const detach = await inject(server.pid, `${calls}:signal=KILL:when=${nth}`);
      const email = `ada${nth}@example.com`;
      acknowledged = await signUp(origin, email);
      await server.crash();
      await detach();
      const counts: number[] = [];
      for (const part of Object.values(parts)) {
        const [row] = await execute(`SELECT count(*) AS count FROM ${part}`, email);
        counts.push(Number(row?.count));
      }
      const whole = counts.every((count) => count === 1);
      const nothing = counts.every((count) => count === 0);
      expect([email, counts, whole || (nothing && !acknowledged)]).toEqual([email, counts, true]);
      rounds++;
    }
    expect(rounds).toBeGreaterThan(1);
    const fault = `killed in a sign-up at a ${name}, ${rounds - 1} times: all or nothing`;
    report('SQLite', { fault, acknowledged: 1, lost: 0, longest: '–', back: '–' });
  });

  it('in the midst of making its tables starts again as if nothing had been', async () => {
    let rounds = 0;
    for (let nth = 2; ; nth *= 2) {
      const { start, origin, settings, remove } = await place();
      const under = injecting(`pwrite64:signal=KILL:when=${nth}`);
      const killed = await start({}, under).then(
        () => false,
        () => true,
      );
      if (!killed) break;
      const server = await start(settings);
      expect(await signUp(origin, 'ada@example.com')).toBe(true);
      await server.stop();
      await remove();
      rounds++;
    }
    expect(rounds).toBeGreaterThan(2);
    const fault = `killed at ${rounds} writes of its first start: starts again`;
    report('SQLite', { fault, acknowledged: rounds, lost: 0, longest: '–', back: '–' });
  });
});
