import { Worker } from 'node:worker_threads';

const code = new URL('../../workers/argon2.cjs', import.meta.url);

/** For a few lines and their messages; what argon2 takes is not of V8's heap. */
const resourceLimits = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 };

export type HashThread = ReturnType<typeof startHashThread>;

/** A thread that does one task after the other. While it has none, the process may end. */
export function startHashThread() {
  // The flags and the environment of this process are no business of it.
  const worker = new Worker(code, { execArgv: [], env: {}, resourceLimits });
  let answer: (value: unknown) => void = () => {};
  let fail: (cause: unknown) => void = () => {};
  let ended = false;
  worker.unref();
  worker.on('message', (value) => {
    worker.unref();
    answer(value);
  });
  worker.on('error', (cause) => fail(cause));
  worker.on('exit', () => {
    ended = true;
    fail(new Error('A thread that hashes has ended'));
  });

  return {
    get ended() {
      return ended;
    },

    /** Rejects when the thread ends instead of answering. */
    run: (task: object) =>
      new Promise<unknown>((resolve, reject) => {
        [answer, fail] = [resolve, reject];
        worker.ref();
        worker.postMessage(task);
      }),
    end: () => worker.terminate(),
  };
}
