/**
 * Runs work while no other tab does, where the browser has Web Locks; elsewhere at once. A name of
 * undefined is that of nobody else. It ends with the signal, also when the work doesn't listen: a lock
 * that is never let go would stop every other tab.
 */
export async function exclusive<T>(
  name: string | undefined,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const locks = globalThis.navigator?.locks;
  if (!name || !locks) return work();
  return locks.request(name, { signal }, () => {
    const ended = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    return Promise.race([work(), ended]);
  });
}
