import { availableParallelism } from 'node:os';
import type { Options } from '@node-rs/argon2';
import pLimit from 'p-limit';
import { Failure } from '../errors.js';
import { type HashThread, startHashThread } from './hash-thread.js';

// Where a thread can't have a priority of its own, one core stays free instead.
const cores = availableParallelism();
const threads = process.platform === 'linux' ? cores : Math.max(1, cores - 1);

/** Tasks that a thread has at once: one more than it works at, so that it waits for nobody to bring the next. */
const depth = 2;

/** Most give way to everything that has work to do, and get next to nothing of a core that is never idle. */
const yielding = { nice: 19, idle: true };
/** So one has a tenth of it beside the event loop, and people can sign in under any load. */
const pressing = { nice: 10, idle: false };

/** What makes hashes and compares passwords with them. */
export interface Hashing {
  hash(password: string, parameters: Options): Promise<string>;
  verify(stored: string, password: string): Promise<boolean>;
  /** How much is hashed at this moment, and how much waits for that. */
  load?(): { running: number; waiting: number };
}

/**
 * Hashes in threads, first come, first served; a thread starts when there is something for it to do.
 * Beyond `queue` that wait, the answer is `busy`. What isn't done after `patience` milliseconds is made by
 * one more thread too, which presses on, and so is what comes until the others have caught up.
 */
export function createHashing({
  start = startHashThread,
  size = threads,
  queue = 100,
  patience = 1_000,
} = {}): Hashing {
  const gate = pLimit(size * depth);
  let running: HashThread[] = [];
  let reserve: HashThread | undefined;
  let overdue = 0;

  /** The one with the least to do; a new one while all are busy and it may be. */
  function thread(): HashThread {
    running = running.filter(({ ended }) => !ended).sort((a, b) => a.tasks - b.tasks);
    const [least] = running;
    if (least && (least.tasks === 0 || running.length === size)) return least;
    const another = start(yielding);
    running.push(another);
    return another;
  }

  async function press(task: object): Promise<unknown> {
    if (!reserve || reserve.ended) reserve = start(pressing);
    return reserve.run(task);
  }

  /** A hash changes nothing, so it may be made twice; whichever is done first counts. */
  async function hashInTime(task: object): Promise<unknown> {
    if (overdue > 0 && reserve && reserve.tasks < depth) return press(task);
    const done = thread().run(task);
    return new Promise((resolve, reject) => {
      let settled = false;
      let late = false;
      const pressOn = () => {
        if (settled) return;
        late = true;
        overdue++;
        press(task).then(resolve, reject);
      };
      // What came while the event loop itself stood still is read first.
      const timer = setTimeout(() => setImmediate(pressOn), patience);
      const settle = () => {
        settled = true;
        clearTimeout(timer);
        if (late) overdue--;
      };
      done.then(resolve, (error) => late || reject(error)).then(settle);
    });
  }

  async function run<T>(task: object): Promise<T> {
    if (gate.activeCount + gate.pendingCount >= size + queue) {
      throw new Failure('busy', { retryAfter: 1 });
    }
    return (await gate(() => hashInTime(task))) as T;
  }

  return {
    hash: (password, parameters) => run({ password, parameters }),
    verify: (stored, password) => run({ stored, password }),
    load: () => {
      const all = gate.activeCount + gate.pendingCount;
      return { running: Math.min(all, size), waiting: Math.max(0, all - size) };
    },
  };
}

/** The cores are the process's, and so is what keeps them busy. */
export const hashing = createHashing();
