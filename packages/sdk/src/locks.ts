/**
 * Milliseconds that a lock is kept after its holder has written into `localStorage`. What one tab writes
 * comes to the others on a way of its own, and a few in a hundred read what was there before when the lock
 * comes first.
 */
const settling = 100;

/**
 * Runs work while no other tab does, where the browser has Web Locks; elsewhere at once. A name of
 * undefined is that of nobody else. It ends with the signal, also when the work doesn't listen: a lock
 * that is never let go would stop every other tab. `wrote` says of what came of the work whether other
 * tabs must find something new.
 */
export async function exclusive<T>(
  name: string | undefined,
  signal: AbortSignal,
  work: () => Promise<T>,
  wrote?: (result: T) => boolean,
): Promise<T> {
  const locks = globalThis.navigator?.locks;
  if (!name || !locks) return work();
  return new Promise<T>((resolve, reject) => {
    const hold = async () => {
      const ended = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
      const done = Promise.race([work(), ended]);
      // Nobody here waits for the others.
      resolve(done);
      const result = await done;
      if (wrote?.(result)) await new Promise((resolve) => setTimeout(resolve, settling));
    };
    locks.request(name, { signal }, hold).catch(reject);
  });
}
