import type { IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';

/** How many milliseconds a turn of the event loop may last; it takes on nothing that comes later. */
const longest = 1_000;

/** How often the beginning of a turn is noted. */
const interval = 100;

/** Asked by whoever would restart a server, or send it more, because of the answer. */
const spared = new Set<string | undefined>(['/healthz', '/readyz', '/metrics']);

/** Whether a request is to be refused at once, because those before it take too long. */
export type Overloaded = (request: Pick<IncomingMessage, 'url'>) => boolean;

/**
 * Looks at how long the present turn of the event loop has lasted, but for the longest time in it in which
 * nobody asked: a process that was stopped, or waited once for the disk, is not overloaded when it goes on.
 * Whoever still waits is in this turn or the next.
 */
export function watchTurns(): Overloaded {
  let began = performance.now();
  let asked = began;
  let pause = 0;
  setInterval(() => {
    began = performance.now();
    asked = began;
    pause = 0;
  }, interval).unref();

  return ({ url }) => {
    const now = performance.now();
    pause = Math.max(pause, now - asked);
    asked = now;
    return now - began - pause > longest + interval && !spared.has(url);
  };
}
