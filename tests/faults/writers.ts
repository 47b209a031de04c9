import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';

const password = 'violet-anchor-73-mosaic';
const json = { 'content-type': 'application/json' };

/** What writers have seen. */
export interface Tally {
  acknowledged: number;
  /** Acknowledged, but not there when it was read back. */
  lost: number;
  /** Of all answers, in milliseconds. */
  longest: number;
  /** How often which status was answered; 0 is no answer at all. */
  statuses: Record<number, number>;
}

/**
 * People who each change their own profile as fast as answers come. Each names the version that they
 * know (`If-Match`), so that a change that went missing can't hide behind the next one.
 */
export async function startWriters(origins: string[], count = 4) {
  const tally: Tally = { acknowledged: 0, lost: 0, longest: 0, statuses: {} };
  const people: Person[] = [];
  /** As a load balancer has them: whoever gives no answer isn't asked again. */
  const living = [...origins];
  let stopped = false;

  /** At one server after the other; undefined when there was no answer. */
  async function ask(method: string, path: string, sent: Sent = {}): Promise<Response | undefined> {
    const origin = living[turn++ % living.length];
    const began = performance.now();
    const headers = { ...json, ...sent.headers };
    const signal = AbortSignal.timeout(20_000);
    const body = sent.body && JSON.stringify(sent.body);
    const answer = await fetch(origin + path, { method, headers, signal, ...(body && { body }) })
      .then(async (response) => {
        const text = await response.text();
        return new Response(text || null, response);
      })
      .catch(() => undefined);
    tally.longest = Math.max(tally.longest, performance.now() - began);
    const status = answer?.status ?? 0;
    if (!answer && living.length > 1 && origin) {
      const place = living.indexOf(origin);
      if (place >= 0) living.splice(place, 1);
    }
    tally.statuses[status] = (tally.statuses[status] ?? 0) + 1;
    if (status === 503) expect(Number(answer?.headers.get('retry-after'))).toBeGreaterThan(0);
    return answer;
  }

  async function read({ headers }: Person): Promise<Profile> {
    for (;;) {
      const answer = await ask('GET', '/api/v1/me', { headers });
      if (answer?.status === 200) return (await answer.json()) as Profile;
      await sleep(50);
    }
  }

  /** Takes what is there for what is known, if it is what was acknowledged or was then on its way. */
  async function readBack(person: Person): Promise<void> {
    const { version, display_name } = await read(person);
    const same = version === person.version && display_name === person.name;
    const later = version > person.version && person.pending.has(String(display_name));
    if (!same && !later) tally.lost++;
    Object.assign(person, { version, name: display_name });
  }

  async function write(person: Person): Promise<void> {
    const display_name = `change ${++person.changes}`;
    const headers = { ...person.headers, 'if-match': `"${person.version}"` };
    const answer = await ask('PATCH', '/api/v1/me', { headers, body: { display_name } });
    if (answer?.status === 200) {
      const { version } = (await answer.json()) as Profile;
      Object.assign(person, { version, name: display_name, pending: new Set(), last: Date.now() });
      tally.acknowledged++;
      return;
    }
    person.pending.add(display_name);
    await sleep(50);
    await readBack(person);
  }

  for (let i = 0; i < count; i++) {
    const email = `writer-${turn++}-${Date.now()}@example.com`;
    const answer = await ask('POST', '/api/v1/auth/register', { body: { email, password } });
    if (answer?.status !== 201) throw new Error(`Signing up answered ${answer?.status}`);
    const { access_token } = (await answer.json()) as { access_token: string };
    const headers = { authorization: `Bearer ${access_token}` };
    people.push({ headers, version: 1, name: null, changes: 0, pending: new Set(), last: 0 });
  }
  // Hashing passwords is no part of it.
  tally.longest = 0;
  tally.statuses = {};
  const working = people.map(async (person) => {
    while (!stopped) await write(person);
  });

  return {
    tally,
    /** How many milliseconds after a moment each of them had a change acknowledged again. */
    async back(moment: number): Promise<number> {
      while (people.some(({ last }) => last < moment)) await sleep(5);
      return Math.max(...people.map(({ last }) => last)) - moment;
    },

    /** Reads every profile back. */
    async stop(): Promise<Tally> {
      stopped = true;
      await Promise.all(working);
      for (const person of people) await readBack(person);
      return tally;
    },
  };
}

let turn = 0;

interface Sent {
  headers?: Record<string, string>;
  body?: object;
}

interface Profile {
  version: number;
  display_name: string | null;
}

interface Person {
  headers: { authorization: string };
  /** As it was acknowledged last. */
  version: number;
  name: string | null;
  changes: number;
  /** Asked for since then, without an answer that says whether it was done. */
  pending: Set<string>;
  last: number;
}
