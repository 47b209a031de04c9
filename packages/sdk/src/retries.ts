import type { Deadline } from './deadline.js';
import { isProfileError, type ProfileError } from './errors.js';

/** The most milliseconds before the second try; before each further one it is twice as many. */
const firstWait = 300;

/**
 * Repeats what may be done twice while nobody answers, or the server or a gateway says that it can't
 * now: after `Retry-After`, and a random part of a wait that doubles. What would not fit before the
 * deadline throws at once.
 */
export async function retried<T>(
  work: () => Promise<T>,
  { signal, left }: Deadline,
  retries: number,
): Promise<T> {
  for (let tries = 1; ; ) {
    try {
      return await work();
    } catch (error) {
      if (!isProfileError(error) || !mayPass(error) || retries === 0) throw error;
      if (error.code === 'network' && globalThis.navigator?.onLine === false) {
        await online(signal);
        continue;
      }
      const wait = (error.retryAfter ?? 0) * 1000 + Math.random() * firstWait * 2 ** (tries - 1);
      if (tries > retries || wait >= left()) throw error;
      tries += 1;
      await pause(wait, signal);
    }
  }
}

function mayPass({ code, status = 0, retryAfter }: ProfileError): boolean {
  if (code === 'network' || [502, 503, 504].includes(status)) return true;
  return status === 429 && retryAfter !== undefined;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return until(signal, (done) => {
    const timer = setTimeout(done, milliseconds);
    return () => clearTimeout(timer);
  });
}

/** When there is a network again. Before, a try could not but fail. */
function online(signal: AbortSignal): Promise<void> {
  return until(signal, (done) => {
    addEventListener('online', done);
    return () => removeEventListener('online', done);
  });
}

/** Waits for what `start` sets going, unless the signal comes first. */
function until(signal: AbortSignal, start: (done: () => void) => () => void): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const abort = () => reject(signal.reason);
    const stop = start(resolve);
    signal.addEventListener('abort', abort, { once: true });
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) {
      stop();
      abort();
    }
  });
}
