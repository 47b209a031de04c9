import { appRouter, asFailure, type Context, type Failure, oncePerFrozen } from '@profile/api';
import { type AnyProcedure, getTRPCErrorFromUnknown, getTRPCErrorShape } from '@trpc/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Invoke, invoker } from './invoke.js';
import { challenge, sendJson } from './rest.js';

const procedures = new Map(
  Object.entries(appRouter._def.procedures as unknown as Record<string, AnyProcedure>).map(
    ([path, procedure]) => [path, { type: procedure._def.type, invoke: invoker(procedure) }],
  ),
);

/** What the path of a request calls, each once; what nobody knows stays out of the log. */
export function operationsOf(path: string): string {
  if (procedures.has(path)) return path;
  const known = path.split(',').filter((each) => procedures.has(each));
  return [...new Set(known)].join();
}

/** The calls of one request, and the inputs they came with. */
export interface PlainCalls {
  type: 'query' | 'mutation';
  paths: string[];
  inputs: Record<number, unknown>;
  batch: boolean;
}

const host = /^[\w.-]+(:\d+)?$/;
let knownHost: string | undefined;

/** Whether a URL can have this host, of which a server has few; tRPC makes one for each request. */
function isHost(given: string): boolean {
  if (given === knownHost) return true;
  if (!host.test(given) || !URL.canParse(`http://${given}`)) return false;
  knownHost = given;
  return true;
}

const mediaType = /^application\/json(;|$)/;

/**
 * The calls of a request in which nothing is unusual, which is what tRPC's clients send: known
 * procedures, called by their method, with JSON that can be parsed. Everything else is undefined here and
 * left to tRPC's adapter, so that what it refuses it refuses in its own way.
 */
export function plainCalls(
  { raw, params, body }: FastifyRequest<{ Params: { path: string } }>,
  maxBatchSize: number,
): PlainCalls | undefined {
  const { method, headers, url = '' } = raw;
  if (headers['trpc-accept'] !== undefined || headers.accept?.includes('jsonl')) return undefined;
  if (!mediaType.test(headers['content-type'] ?? 'application/json')) return undefined;
  if (!isHost(headers.host ?? '')) return undefined;

  const query = queryOf(url);
  if (!query) return undefined;
  const { path } = params;
  const paths = query.batch ? path.split(',') : [path];
  if (paths.length > maxBatchSize) return undefined;
  // Fastify adds it to GET; it is to change nothing.
  if (method === 'HEAD') return undefined;
  const type = method === 'GET' ? 'query' : 'mutation';
  if (!paths.every((each) => procedures.get(each)?.type === type)) return undefined;

  const text = type === 'query' ? query.input : body;
  const inputs = inputsOf(text, query.batch);
  return inputs && { type, paths, inputs, batch: query.batch };
}

/** What a query string says to tRPC; undefined when it says anything that we don't know. */
function queryOf(url: string): { batch: boolean; input: string | undefined } | undefined {
  if (url.includes('#')) return undefined;
  const start = url.indexOf('?');
  if (start < 0) return { batch: false, input: undefined };
  const text = url.slice(start);
  if (text === '?batch=1') return { batch: true, input: undefined };
  const query = new URLSearchParams(text);
  if (query.has('connectionParams')) return undefined;
  return { batch: query.get('batch') === '1', input: query.get('input') ?? undefined };
}

function inputsOf(text: unknown, batch: boolean): Record<number, unknown> | undefined {
  if (text === undefined || text === '') return {};
  if (typeof text !== 'string') return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!batch) return { 0: parsed };
  const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  return isObject ? (parsed as Record<number, unknown>) : undefined;
}

/** What came of one call: its part of the answer, and its status. */
interface Outcome {
  text: string;
  status: number;
  failure?: Failure;
}

/** Calls them side by side, and answers as tRPC's adapter would. */
export function answerPlainCalls(
  { type, paths, inputs, batch }: PlainCalls,
  context: Context,
  reply: FastifyReply,
  note: (failure: Failure) => void,
): void {
  function refusal(cause: unknown, path: string, input: unknown): Outcome {
    const error = getTRPCErrorFromUnknown(cause);
    const failure = asFailure(error);
    note(failure);
    const config = appRouter._def._config;
    const shape = getTRPCErrorShape({ config, error, type, path, input, ctx: context });
    return { text: JSON.stringify({ error: shape }), status: shape.data.httpStatus, failure };
  }

  const calls = paths.map((path, i) => {
    const { invoke } = procedures.get(path) as { invoke: Invoke };
    return invoke(path, context, async () => inputs[i])
      .then(success)
      .catch((cause: unknown) => refusal(cause, path, inputs[i]));
  });
  const [only] = calls;
  const sent =
    batch || !only
      ? Promise.all(calls).then((outcomes) => send(reply, outcomes, `[${textOf(outcomes)}]`))
      : only.then((outcome) => send(reply, [outcome], outcome.text));
  sent.catch((error: Error) => void reply.send(error));
}

const textOf = (outcomes: Outcome[]) => outcomes.map(({ text }) => text).join();

const success = (data: unknown): Outcome =>
  typeof data === 'object' && data !== null ? successOf(data) : resultOf(data);

const successOf = oncePerFrozen((data: object) => resultOf(data));

function resultOf(data: unknown): Outcome {
  const text = JSON.stringify(data);
  return {
    text: text === undefined ? '{"result":{}}' : `{"result":{"data":${text}}}`,
    status: 200,
  };
}

function send(reply: FastifyReply, outcomes: Outcome[], text: string): void {
  const [first] = outcomes;
  const mixed = outcomes.some(({ status }) => status !== first?.status);
  reply.code(mixed ? 207 : (first?.status ?? 200));
  // In their order, since a later one's headers win.
  const failures = outcomes.flatMap(({ failure }) => failure ?? []);
  if (failures.length > 0) reply.headers(headersOf(failures));
  sendJson(reply.header('vary', 'trpc-accept, accept'), text);
}

/** What the headers say of what was refused. */
export function headersOf(failures: Failure[]): Record<string, string> {
  const retryAfter = Math.max(0, ...failures.map(({ details }) => details.retryAfter ?? 0));
  return {
    ...Object.assign({}, ...failures.map(challenge)),
    ...(retryAfter > 0 && { 'retry-after': String(retryAfter) }),
  };
}
