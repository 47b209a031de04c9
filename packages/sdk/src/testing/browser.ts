import { onTestFinished, vi } from 'vitest';

/** What the tabs of one browser have in common, as far as Node has it not. */
export function inBrowser({ locks = true } = {}) {
  const entries = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => entries.set(key, value),
    removeItem: (key: string) => entries.delete(key),
  });
  const asked: string[] = [];
  vi.stubGlobal('navigator', { onLine: true, ...(locks && { locks: createLocks(asked) }) });
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  return { entries, asked };
}

/** Web Locks, as far as the client uses them: one holder a name, the others in their turn. */
function createLocks(asked: string[]) {
  const last = new Map<string, Promise<unknown>>();
  return {
    async request<T>(name: string, { signal }: { signal: AbortSignal }, work: () => Promise<T>) {
      asked.push(name);
      const before = last.get(name);
      let free = () => {};
      last.set(name, Promise.all([before, new Promise<void>((resolve) => (free = resolve))]));
      const aborted = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
      try {
        await Promise.race([before, aborted]);
        return await work();
      } finally {
        free();
      }
    },
  };
}
