import { DatabaseUnavailable } from '../errors.js';
import type { Connected } from './connect.js';
import { patienceLeft, waitFor } from './patience.js';

/** How many may wait for a connection; a database that can't keep up must not fill the memory. */
const queueLimit = 1_000;

/**
 * Lends connections, each to one borrower at a time. The driver's own pool sends statements after
 * each other down one connection, where a slow one holds up those of others, and lets them wait
 * without end.
 */
export function createPool(size: number, connect: (deadline: number) => Promise<Connected>) {
  const idle: Connected[] = [];
  const waiting = new Set<() => void>();
  let lent = 0;

  /** Resolves when it is the caller's turn. */
  function turn(deadline: number): Promise<void> {
    if (lent < size) {
      lent++;
      return Promise.resolve();
    }
    if (waiting.size >= queueLimit) throw new DatabaseUnavailable('too many wait for a connection');
    return new Promise((resolve, reject) => {
      const proceed = () => {
        clearTimeout(late);
        resolve();
      };
      const late = setTimeout(() => {
        waiting.delete(proceed);
        reject(new DatabaseUnavailable('no connection became free in time'));
      }, deadline - Date.now());
      waiting.add(proceed);
    });
  }

  /** The turn goes to whoever has waited longest. */
  function pass(): void {
    const [next] = waiting;
    if (!next) {
      lent--;
      return;
    }
    waiting.delete(next);
    next();
  }

  /** The one that was given back last, so that those which aren't needed stay untouched. */
  function takeIdle(): Connected | undefined {
    for (let known = idle.pop(); known; known = idle.pop()) {
      if (known.isUsable()) return known;
      known.drop();
    }
    return undefined;
  }

  return {
    use: <T>(work: (connection: Connected) => Promise<T>): Promise<T> =>
      waitFor(async () => {
        const left = patienceLeft();
        if (left <= 0) throw new DatabaseUnavailable('it took too long already');
        const deadline = Date.now() + left;
        await turn(deadline);
        try {
          const connection = takeIdle() ?? (await connect(deadline));
          try {
            return await work(connection);
          } finally {
            if (connection.isUsable()) idle.push(connection);
            else connection.drop();
          }
        } finally {
          pass();
        }
      }),

    load: () => ({ waiting: waiting.size, connections: { used: lent, idle: idle.length } }),

    /** To be called when nobody uses it any more. */
    async close(): Promise<void> {
      await Promise.all(idle.splice(0).map((connection) => connection.close()));
    },
  };
}
