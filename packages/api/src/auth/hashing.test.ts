import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { outdatedHash, password, passwordHash } from '../testing/context.js';
import { type HashThread, startHashThread } from './hash-thread.js';
import { createHashing } from './hashing.js';

/** Hashing in threads that are counted and can be ended. */
function watched({ size = 2 } = {}) {
  const threads: HashThread[] = [];
  const start = (nice: number) => {
    const thread = startHashThread(nice);
    threads.push(thread);
    return thread;
  };
  return { threads, ...createHashing({ start, size, queue: 5 }) };
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

  it.skipIf(process.platform !== 'linux')('gives way to the threads that answer', async () => {
    const { threads, verify } = watched();
    const two = () => Promise.all([1, 2].map(() => verify(outdatedHash, password)));
    await two();
    const own = niceness(process.pid);
    const all = readdirSync('/proc/self/task').map(niceness);
    expect(all).toEqual(expect.arrayContaining([10, 19].map((steps) => Math.min(19, own + steps))));

    // Whichever ends, one goes on that a busy event loop leaves something to.
    expect(threads.map(({ nice }) => nice)).toEqual([10, 19]);
    await threads[0]?.end();
    await two();
    expect(threads.map(({ nice }) => nice)).toEqual([10, 19, 10]);
  });

  it('leaves what comes alone to the more urgent thread, whichever was at work last', async () => {
    const asked: number[] = [];
    const start = (nice: number) => {
      const thread = startHashThread(nice);
      const run = (task: object) => {
        asked.push(nice);
        return thread.run(task);
      };
      return Object.create(thread, { run: { value: run } });
    };
    const { verify } = createHashing({ start, size: 2 });
    await Promise.all([1, 2, 3].map(() => verify(outdatedHash, password)));
    await verify(outdatedHash, password);
    await verify(outdatedHash, password);
    expect(asked).toEqual([10, 19, expect.any(Number), 10, 10]);
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
});

function niceness(thread: number | string): number {
  const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
}
