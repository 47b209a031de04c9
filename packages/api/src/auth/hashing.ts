import { availableParallelism } from 'node:os';
import type { Options } from '@node-rs/argon2';
import pLimit from 'p-limit';
import { Failure } from '../errors.js';
import { type HashThread, startHashThread } from './hash-thread.js';

// Where a thread can't have a priority of its own, one core stays free instead.
const cores = availableParallelism();
const threads = process.platform === 'linux' ? cores : Math.max(1, cores - 1);

/** What makes hashes and compares passwords with them. */
export interface Hashing {
  hash(password: string, parameters: Options): Promise<string>;
  verify(stored: string, password: string): Promise<boolean>;
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
  const gate = pLimit(size);
  let idle: HashThread[] = [];

  function run<T>(task: object): Promise<T> {
    if (gate.pendingCount >= queue) throw new Failure('busy', { retryAfter: 1 });
    return gate(async () => {
      idle = idle.filter(({ ended }) => !ended);
      const thread = idle.pop() ?? start();
      // One that has failed isn't put back, so that the next task starts another.
      const answer = await thread.run(task);
      idle.push(thread);
      return answer as T;
    });
  }

  return {
    hash: async (password, parameters) => run({ password, parameters }),
    verify: async (stored, password) => run({ stored, password }),
  };
}

/** The cores are the process's, and so is what keeps them busy. */
export const hashing = createHashing();
