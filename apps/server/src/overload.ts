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
 * Looks at how long the present turn of the event loop has lasted. Whoever still waits is in this turn or
 * the next. A wait for the disk holds up who is already in line, and refuses nobody who comes after it.
 */
export function watchTurns(): Overloaded {
  let began = performance.now();
  let then = performance.eventLoopUtilization();
  setInterval(() => {
    began = performance.now();
    then = performance.eventLoopUtilization();
  }, interval).unref();

  return ({ url }) => {
    if (performance.now() - began < longest + interval) return false;
    // A process that was stopped while it had nothing to do is not overloaded when it goes on.
    return performance.eventLoopUtilization(then).active > longest && !spared.has(url);
  };
}
