import { asFailure, type Context, type Failure, invalid } from '@profile/api';
import { validationErrors } from '@profile/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parseJson, readJson, readText } from './body.js';
import { entityTag, expectedVersion, namesVersion } from './conditions.js';
import type { CreateContext } from './context.js';
import { jsonText } from './json-text.js';
import { logFailure } from './log.js';
import { type Operation, operations } from './procedures.js';
import { readUpload } from './upload.js';

/** One native route for each operation; the body is read only when its guards have let the caller in. */
export function restRoutes(app: FastifyInstance, createContext: CreateContext): void {
  for (const operation of operations) {
    const { method, path, tags } = operation.meta.openapi;
    if (tags?.includes('Legacy')) continue;
    const parameters = path.includes('{');
    app.route({
      method,
      url: path.replace(/\{(\w+)\}/g, ':$1'),
      // Gives Fastify no promise, of which it would make several.
      handler: (request, reply) => {
        // To the router alone a parameter may be empty: `/sessions//` is no session.
        if (parameters && Object.values(request.params as object).includes('')) {
          reply.callNotFound();
          return;
        }
        request.operation = operation.name;
        const context = createContext(request, reply);
        operation
          .call(context, inputOf(operation, request, context))
          .then((output) => void answer(operation, request, reply, output))
          .catch((error: Error) => void reply.send(error));
      },
    });
  }
}

/** Gives the body once, also to whoever asks again. */
function inputOf(operation: Operation, request: FastifyRequest, context: Context) {
  let input: Promise<unknown> | undefined;
  return () => {
    input ??= readInput(operation, request, context);
    return input;
  };
}

async function readInput(operation: Operation, request: FastifyRequest, context: Context) {
  const { versioned, openapi } = operation.meta;
  if (versioned && openapi.method !== 'GET') return conditionalInput(operation, request, context);
  return operation.body ? readJson(request.raw) : request.params;
}

/** The body with the version of `If-Match` in it, which a body itself can't say. */
async function conditionalInput(
  { body, meta }: Operation,
  { raw, headers, user }: FastifyRequest,
  context: Context,
): Promise<unknown> {
  // Read first: a body that is too large comes before what is wrong with a header.
  const form = meta.upload && (await readUpload(raw, user));
  const text = body && !form ? await readText(raw) : '';
  const expected_version = await expectedVersion(
    headers['if-match'],
    async () => (await context.authenticate()).user.version,
  );
  if (!body) return { expected_version };
  const input = form ?? parseJson(text, headers['content-type']);
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  if (Object.hasOwn(input, 'expected_version')) {
    const { error } = body.safeParse(input);
    if (error) throw invalid(...validationErrors(error, input));
  }
  return expected_version === undefined ? input : { ...input, expected_version };
}

function answer(
  { meta }: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
  output: unknown,
): FastifyReply {
  if (meta.versioned) {
    const { version } = output as { version: number };
    const varies = reply.getHeader('vary');
    reply.headers({
      etag: entityTag(version),
      'cache-control': 'private, no-cache',
      vary: varies ? `${varies}, Authorization` : 'Authorization',
    });
    const unchanged =
      meta.openapi.method === 'GET' && namesVersion(request.headers['if-none-match'], version);
    if (unchanged) return reply.code(304).send();
  }
  if (meta.status === 204) return reply.code(204).send();
  return json(reply.code(statusOf(meta, output)), output);
}

function statusOf({ answers = {}, status }: Operation['meta'], output: unknown): number {
  const fitting = Object.entries(answers).find(([, schema]) => schema.safeParse(output).success);
  return fitting ? Number(fitting[0]) : (status ?? 200);
}

/** What a failure looks like on this door: FastAPI's shape. */
export function sendFailure(request: FastifyRequest, reply: FastifyReply, error: unknown) {
  const failure = asFailure(error);
  const { retryAfter } = failure.details;
  logFailure(request, failure);
  reply.headers(challenge(failure));
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
  // What is left of a body that nobody reads would come before the next request.
  if (!request.raw.complete) reply.header('connection', 'close');
  return json(reply.code(failure.status), failure.body);
}

/** What RFC 6750 has a refused caller told. */
export function challenge({ status, reason, details }: Failure): Record<string, string> {
  if (reason === 'insufficient_scope') {
    return { 'www-authenticate': `Bearer error="insufficient_scope", scope="${details.scope}"` };
  }
  if (status !== 401) return {};
  return {
    'www-authenticate': `Bearer${reason === 'invalid_token' ? ' error="invalid_token"' : ''}`,
  };
}

export function json(reply: FastifyReply, body: unknown): FastifyReply {
  return sendJson(reply, jsonText(body));
}

/** With a serializer of our own, since else Fastify adds a charset, which JSON does not have. */
export function sendJson(reply: FastifyReply, text: string | undefined): FastifyReply {
  return reply.header('content-type', 'application/json').serializer(asItIs).send(text);
}

const asItIs = (text: string) => text;
