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

/**
 * How much less urgent than the event loop a thread is. Nineteen steps give way to it soonest, yet next to one
 * that is never idle have a seventieth of a core; so the first has ten, and people can sign in under any load.
 */
const steps = { first: 10, others: 19 };

/** What makes hashes and compares passwords with them. */
export interface Hashing {
  hash(password: string, parameters: Options): Promise<string>;
  verify(stored: string, password: string): Promise<boolean>;
  /** How much is hashed at this moment, and how much waits for that. */
  load?(): { running: number; waiting: number };
}

/**
 * Hashes in threads, first come, first served; a thread starts when there is something for it to do.
 * Beyond `queue` that wait, the answer is `busy`.
 */
export function createHashing({
  start = startHashThread,
  size = threads,
  queue = 100,
} = {}): Hashing {
  const gate = pLimit(size * depth);
  let running: HashThread[] = [];

  /** The one with the least to do, the most urgent of several; a new one while all are busy and it may be. */
  function thread(): HashThread {
    running = running
      .filter(({ ended }) => !ended)
      .sort((a, b) => a.tasks - b.tasks || a.nice - b.nice);
    const [least] = running;
    if (least && (least.tasks === 0 || running.length === size)) return least;
    const another = start(
      running.some(({ nice }) => nice === steps.first) ? steps.others : steps.first,
    );
    running.push(another);
    return another;
  }

  async function run<T>(task: object): Promise<T> {
    if (gate.activeCount + gate.pendingCount >= size + queue) {
      throw new Failure('busy', { retryAfter: 1 });
    }
    return (await gate(() => thread().run(task))) as T;
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
