import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { outdatedHash, password, passwordHash } from '../testing/context.js';
import { type HashThread, startHashThread, type Urgency } from './hash-thread.js';
import { createHashing } from './hashing.js';

/** As urgent as the test, which other tests on the same cores must not hold up. */
const usual = { nice: 0, idle: false };

/** Hashing in threads that are counted and can be ended. */
function watched({ size = 2 } = {}) {
  const threads: HashThread[] = [];
  const start = () => {
    const thread = startHashThread(usual);
    threads.push(thread);
    return thread;
  };
  return { threads, ...createHashing({ start, size, queue: 5, patience: 60_000 }) };
}

/** Threads of which those that yield have no core to work at until they are let go on. */
function starving() {
  let feed = () => {};
  const fed = new Promise<void>((resolve) => {
    feed = resolve;
  });
  const asked: string[] = [];
  const start = (urgency: Urgency) => {
    const thread = startHashThread(usual);
    const run = async (task: object) => {
      asked.push(urgency.idle ? 'yielding' : 'pressing');
      if (urgency.idle) await fed;
      return thread.run(task);
    };
    return Object.create(thread, { run: { value: run } });
  };
  const hashing = createHashing({ start, size: 2, patience: 50 });
  return {
    asked,
    feed,
    ...hashing,
    /** Which threads were asked to check one password. */
    async verified() {
      const before = asked.length;
      await hashing.verify(outdatedHash, password);
      return asked.slice(before);
    },
  };
}

describe('hashing', () => {
  it('starts no more threads than it may have, and keeps them', async () => {
    const { threads, verify } = watched();
    expect(threads).toHaveLength(0);
    await verify(outdatedHash, password);
    await verify(outdatedHash, password);
    expect(threads).toHaveLength(1);
    await Promise.all(Array.from({ length: 6 }, () => verify(outdatedHash, password)));
    expect(threads).toHaveLength(2);
  });

  it('answers busy at once when its queue is full, and serves everybody who got in', async () => {
    const { verify } = watched();
    const tries = Array.from({ length: 20 }, () => verify(passwordHash, password));
    const order: string[] = [];
    for (const each of tries) {
      each.then(
        () => order.push('served'),
        () => order.push('busy'),
      );
    }
    const outcomes = await Promise.allSettled(tries);
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') expect(outcome.value).toBe(true);
      else expect(outcome.reason).toMatchObject({ reason: 'busy', details: { retryAfter: 1 } });
    }
    // Two at work and five that wait.
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(7);
    expect(order.lastIndexOf('busy')).toBeLessThan(order.indexOf('served'));
    expect(await verify(passwordHash, password)).toBe(true);
  });

  it('serves first who came first', async () => {
    const { verify } = watched({ size: 1 });
    const order: number[] = [];
    const tries = [1, 2, 3, 4, 5].map(async (place) => {
      await verify(place === 1 ? passwordHash : outdatedHash, password);
      order.push(place);
    });
    await Promise.all(tries);
    expect(order).toEqual([1, 2, 3, 4, 5]);
  });

  it('rejects what a thread was at when it ended, and starts another', async () => {
    const { threads, hash, verify } = watched();
    const lost = hash(password, { memoryCost: 2 ** 18, timeCost: 20 });
    const rejected = expect(lost).rejects.toThrow('A thread that hashes has ended');
    await expect.poll(() => threads.length).toBe(1);
    await threads[0]?.end();
    await rejected;
    expect(await verify(outdatedHash, password)).toBe(true);
    expect(threads).toHaveLength(2);
  });

  it('starts another thread for one that ended while it had nothing to do', async () => {
    const { threads, verify } = watched();
    await verify(outdatedHash, password);
    await threads[0]?.end();
    expect(await verify(outdatedHash, password)).toBe(true);
    expect(threads).toHaveLength(2);
  });

  it('rejects what argon2 refuses, and nothing else of the same thread', async () => {
    const { threads, verify } = watched({ size: 1 });
    const refused = expect(verify('no hash', password)).rejects.toThrow();
    expect(await verify(outdatedHash, password)).toBe(true);
    await refused;
    expect(threads).toHaveLength(1);
  });

  it('gives a thread its next task before it has done the last', async () => {
    const { threads, verify } = watched({ size: 1 });
    const tries = [1, 2, 3].map(() => verify(passwordHash, password));
    await expect.poll(() => threads[0]?.tasks).toBe(2);
    await Promise.all(tries);
    expect(threads[0]?.tasks).toBe(0);
  });

  it('leaves the event loop to others', async () => {
    const { verify } = watched();
    await verify(outdatedHash, password);
    const done = Promise.all(Array.from({ length: 6 }, () => verify(passwordHash, password)));
    let [turns, hashing] = [0, true];
    done.finally(() => {
      hashing = false;
    });
    while (hashing) {
      await new Promise(setImmediate);
      turns++;
    }
    // Each of them takes milliseconds, so a loop that they hold up turns a few times.
    expect(turns).toBeGreaterThan(100);
  });

  it.skipIf(process.platform !== 'linux')('gives way to all that has work to do', async () => {
    const { verify } = createHashing();
    await verify(outdatedHash, password);
    const all = readdirSync('/proc/self/task');
    expect(all.map(niceness)).toContain(Math.min(19, niceness(process.pid) + 19));
    // SCHED_IDLE is number five. Without chrt it can't be asked for.
    const idle = all.filter((thread) => scheduling(thread, 41) === 5);
    expect(idle.length > 0).toBe(['/usr/bin/chrt', '/bin/chrt'].some(existsSync));
  });

  it('keeps the process only while it hashes', async () => {
    const { verify } = watched();
    const keepers = () => process.getActiveResourcesInfo().filter((each) => each === 'MessagePort');
    const before = keepers().length;
    const done = verify(passwordHash, password);
    await expect.poll(() => keepers().length).toBeGreaterThan(before);
    await done;
    expect(keepers()).toHaveLength(before);
  });

  it('has one more thread press on when those that yield have no core to work at', async () => {
    const { asked, feed, verify, verified } = starving();
    const all = Array.from({ length: 8 }, () => verify(outdatedHash, password));
    expect(await Promise.all(all)).toEqual(Array(8).fill(true));
    expect(asked.slice(0, 4)).toEqual(Array(4).fill('yielding'));
    expect(asked.filter((thread) => thread === 'pressing')).toHaveLength(8);

    // They count again when they have caught up.
    feed();
    await expect.poll(verified, { timeout: 15_000 }).toContain('yielding');
  });

  it('has nothing made twice that was done while the event loop stood still', async () => {
    const { feed, verified } = starving();
    feed();
    // Until its thread has started.
    await expect.poll(verified, { timeout: 15_000 }).toEqual(['yielding']);
    const done = verified();
    await new Promise(setImmediate);
    const end = performance.now() + 500;
    while (performance.now() < end);
    expect(await done).toEqual(['yielding']);
  });
});

/** A field of a thread's line in /proc by its number there, as `man proc` counts. */
function scheduling(thread: number | string, field: number): number {
  const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[field - 3]);
}

const niceness = (thread: number | string) => scheduling(thread, 19);
