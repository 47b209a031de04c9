import type { Failure } from '@profile/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isDiskNews } from './disk-faults.js';
import { inSources } from './stack.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What it asks for, such as `profile.get`; for a batch all of that, parted by commas. */
    operation: string;
    /** The id of the user who asks. */
    user: string;
    /** The codes of what was refused, parted by commas. */
    refusals: string;
  }
}

/** Makes room for what its line says of a request. */
export function noteRequests(app: FastifyInstance): void {
  for (const name of ['operation', 'user', 'refusals']) app.decorateRequest(name, '');
}

export function noteRefusal(request: FastifyRequest, code: string): void {
  // Of an address that can't be read, Fastify makes a request that has none of ours.
  const { refusals: known = '' } = request;
  if (known === '') request.refusals = code;
  else if (!known.split(',').includes(code)) request.refusals = `${known},${code}`;
}

/** Notes a failure for its request's line, and in a line of its own if nobody foresaw it. */
export function logFailure(request: FastifyRequest, failure: Failure): void {
  const { id, log } = request;
  const { status, reason, details, message } = failure;
  noteRefusal(request, reason);
  if (status === 500) log.error({ id, err: details.cause }, 'internal error');
  // What says of itself why comes not back by itself, as a database does.
  const told = details.detail || isDiskNews(details.cause);
  if (reason === 'unavailable' && told) log.error({ id, err: details.cause }, message);
}

/** What load balancers and collectors ask all the time, which is logged only to somebody who looks for faults. */
const probes = new Set<string | undefined>(['/healthz', '/readyz', '/metrics']);

/**
 * What is logged of a request at a level, if anything, as pino would write it; written out, it takes a
 * fifth of the time.
 */
export function requestLine(
  { id, method, operation = '', user = '', refusals }: FastifyRequest,
  reply: FastifyReply,
  {
    level,
    url,
    status,
    trace,
  }: { level: string; url: string | undefined; status: number; trace?: string | undefined },
): string {
  const logged =
    level === 'info' ? status >= 400 || !probes.has(url) : level === 'debug' || level === 'trace';
  if (!logged) return '';
  const route = url === undefined ? '' : `"route":${JSON.stringify(url)},`;
  const ms = Math.round(reply.elapsedTime * 10) / 10;
  const who = user === '' ? '' : `"user":"${user}",`;
  const what = operation === '' ? '' : `"operation":"${operation}",`;
  const refused = refusals === '' ? '' : `"code":"${refusals}",`;
  const traced = trace === undefined ? '' : `"trace":"${trace}",`;
  // Neither an id that we took over nor a method that Node has parsed has anything to escape, and the
  // rest are words of ours.
  return `{"level":30,"time":${Date.now()},"id":"${id}","method":"${method}",${route}${what}${who}"status":${status},${refused}${traced}"ms":${ms},"msg":"request"}\n`;
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
