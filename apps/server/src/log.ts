import type { Failure } from '@profile/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isDiskNews } from './disk-faults.js';
import { inSources } from './stack.js';

/** Notes a failure that nobody foresaw under its request's id; the others are the callers' business. */
export function logFailure({ id, log }: FastifyRequest, failure: Failure): void {
  const { status, reason, details, message } = failure;
  if (status === 500) log.error({ id, err: details.cause }, 'internal error');
  // What says of itself why comes not back by itself, as a database does.
  const told = details.detail || isDiskNews(details.cause);
  if (reason === 'unavailable' && told) log.error({ id, err: details.cause }, message);
}

/** What load balancers ask all the time, which is logged only to somebody who looks for faults. */
const probes = new Set<string | undefined>(['/healthz', '/readyz']);

/**
 * What is logged of a request at a level, if anything, as pino would write it; written out, it takes a
 * fifth of the time.
 */
export function requestLine(
  { id, method, routeOptions: { url } }: FastifyRequest,
  reply: FastifyReply,
  level: string,
): string {
  const logged = level === 'info' ? !probes.has(url) : level === 'debug' || level === 'trace';
  if (!logged) return '';
  const route = url === undefined ? '' : `"route":${JSON.stringify(url)},`;
  const ms = Math.round(reply.elapsedTime * 10) / 10;
  // Neither an id that we took over nor a method that Node has parsed has anything to escape.
  return `{"level":30,"time":${Date.now()},"id":"${id}","method":"${method}",${route}"status":${reply.statusCode},"ms":${ms},"msg":"request"}\n`;
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
