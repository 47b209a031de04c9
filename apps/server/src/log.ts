import type { Failure } from '@profile/api';
import type { FastifyRequest } from 'fastify';
import { type DestinationStream, destination } from 'pino';
import { inSources } from './stack.js';

/** Where the log goes: to standard output, some lines at once, and no request waits for its reader. */
export function logStream(): DestinationStream {
  const stream = destination({ sync: false, minLength: 4096 });
  setInterval(() => stream.flush(), 200).unref();
  return stream;
}

/** Notes a failure that nobody foresaw under its request's id; the others are the callers' business. */
export function logFailure({ id, log }: FastifyRequest, { status, details }: Failure): void {
  if (status === 500) log.error({ id, err: details.cause }, 'internal error');
}

interface Description {
  type: string;
  message: string;
  stack: string;
  [more: string]: unknown;
}

/**
 * What may be said of an error: its name, its message unless it repeats a query with its values, and
 * where it happened. A password or token in a value would otherwise end up in the log.
 */
export function describeError(error: unknown): Description {
  if (!(error instanceof Error)) return { type: typeof error, message: '', stack: '' };
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) };
  const quotesValues = error.name === 'DrizzleQueryError' || 'params' in error;
  return {
    type: error.name,
    message: quotesValues ? '' : error.message,
    ...('code' in error && { code: error.code }),
    stack: stackOf(error),
    ...cause,
  };
}

/** Without its first lines, which repeat the message. */
function stackOf({ stack = '' }: Error): string {
  const lines = stack.split('\n').filter((line) => line.startsWith('    at '));
  return inSources(lines.join('\n'));
}
