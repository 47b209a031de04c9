import { ProfileError } from './errors.js';

/** What every call takes beside its input. */
export interface CallOptions {
  /** Ends the call early; it throws an error with the code `aborted`. */
  signal?: AbortSignal;
  /** Milliseconds until the call throws `timeout`; by default the client's. */
  timeout?: number;
}

/** Runs work that ends when it is aborted or takes too long, also if it doesn't listen. */
export async function withDeadline<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { signal, timeout }: { signal: AbortSignal | undefined; timeout: number },
): Promise<T> {
  const controller = new AbortController();
  let end: (error: ProfileError) => void = () => {};
  const ended = new Promise<never>((_, reject) => {
    end = (error) => {
      reject(error);
      controller.abort(error);
    };
  });
  const onAbort = () => end(new ProfileError('aborted', { cause: signal?.reason }));
  const timer = setTimeout(() => end(new ProfileError('timeout')), timeout);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    if (signal?.aborted) onAbort();
    return await Promise.race([ended, work(controller.signal)]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
