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
 * Looks at how long the present turn of the event loop has lasted, if there was work in it: a process that
 * was stopped, or waited for the disk, can take on who comes afterwards. Whoever still waits is in this
 * turn or the next.
 */
export function watchTurns(): Overloaded {
  let began = performance.now();
  let used = process.cpuUsage();
  setInterval(() => {
    began = performance.now();
    used = process.cpuUsage();
  }, interval).unref();

  return ({ url }) => {
    if (performance.now() - began < longest + interval) return false;
    const { user, system } = process.cpuUsage(used);
    // A quarter: where others want the processor too, an overloaded server doesn't have all of it.
    return (user + system) / 1_000 > longest / 4 && !spared.has(url);
  };
}
