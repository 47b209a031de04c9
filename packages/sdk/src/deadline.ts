import { ProfileError } from './errors.js';

/** What every call takes beside its input. */
export interface CallOptions {
  /** Ends the call early; it throws `aborted`, with the signal's reason as the `cause`. */
  signal?: AbortSignal | undefined;
  /** Milliseconds until the call throws `timeout`; by default the client's. */
  timeout?: number | undefined;
}

/** The end of a call, to those who work for it. @internal */
export interface Deadline {
  signal: AbortSignal;
  /** Milliseconds until the timeout. */
  left(): number;
}

/** Timers fire at once when told to wait longer, or for ever. */
const longest = 2 ** 31 - 1;

/** Runs work that ends when it is aborted or takes too long, also if it doesn't listen. @internal */
export async function withDeadline<T>(
  work: (deadline: Deadline) => Promise<T>,
  { signal, timeout }: { signal?: AbortSignal | undefined; timeout: number },
): Promise<T> {
  const aborted = () => new ProfileError('aborted', { cause: signal?.reason });
  if (signal?.aborted) throw aborted();
  const began = performance.now();
  const controller = new AbortController();
  let end: (error: ProfileError) => void = () => {};
  const ended = new Promise<never>((_, reject) => {
    end = (error) => {
      reject(error);
      controller.abort(error);
    };
  });
  const onAbort = () => end(aborted());
  const timer = setTimeout(() => end(new ProfileError('timeout')), Math.min(timeout, longest));
  signal?.addEventListener('abort', onAbort);
  const left = () => timeout - (performance.now() - began);
  try {
    return await Promise.race([ended, work({ signal: controller.signal, left })]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
