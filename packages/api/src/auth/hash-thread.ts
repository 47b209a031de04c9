import { Worker } from 'node:worker_threads';

const code = new URL('../../workers/argon2.cjs', import.meta.url);

/** For a few lines and their messages; what argon2 takes is not of V8's heap. */
const resourceLimits = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 };

export type HashThread = ReturnType<typeof startHashThread>;

interface Waiting {
  resolve(found: unknown): void;
  reject(cause: unknown): void;
}

type Answer = { found: unknown } | { cause: unknown };

/** On Linux: so many steps less urgent than the event loop, and whether it gives way to everybody at once. */
export interface Urgency {
  nice: number;
  idle: boolean;
}

/**
 * A thread that does one task after the other, as urgently as is said. While it has no task, the process
 * may end.
 */
export function startHashThread(urgency: Urgency) {
  // The flags and the environment of this process are no business of it.
  const worker = new Worker(code, { workerData: urgency, execArgv: [], env: {}, resourceLimits });
  /** In the order of their tasks. */
  let waiting: Waiting[] = [];
  let ended = false;

  function end(cause: unknown): void {
    ended = true;
    for (const { reject } of waiting) reject(cause);
    waiting = [];
  }

  worker.unref();
  worker.on('message', (answer: Answer) => {
    const first = waiting.shift();
    if (waiting.length === 0) worker.unref();
    if ('found' in answer) first?.resolve(answer.found);
    else first?.reject(answer.cause);
  });
  worker.on('error', end);
  worker.on('exit', () => end(new Error('A thread that hashes has ended')));

  return {
    get ended() {
      return ended;
    },

    /** How many tasks it has. */
    get tasks() {
      return waiting.length;
    },

    /** Rejects when the thread ends instead of answering. */
    run: (task: object) =>
      new Promise<unknown>((resolve, reject) => {
        waiting.push({ resolve, reject });
        worker.ref();
        worker.postMessage(task);
      }),
    end: () => worker.terminate(),
  };
}
