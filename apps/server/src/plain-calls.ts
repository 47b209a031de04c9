import { appRouter, asFailure, type Context, type Failure } from '@profile/api';
import { type AnyProcedure, getTRPCErrorFromUnknown, getTRPCErrorShape } from '@trpc/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { invoker } from './invoke.js';
import { jsonText } from './json-text.js';
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

const host = /^[\w.-]+(:[1-9]\d{0,3}|:[1-5]\d{4})?$/;
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
  if (!host.test(headers.host ?? '')) return undefined;

  const query = queryOf(url);
  if (!query) return undefined;
  const { path } = params;
  const paths = query.batch ? path.split(',') : [path];
  if (paths.length > maxBatchSize) return undefined;
  const type = method === 'GET' ? 'query' : 'mutation';
  if (!paths.every((each) => procedures.get(each)?.type === type)) return undefined;

  const text = type === 'query' ? query.input : body;
  const inputs = inputsOf(text, query.batch);
  return inputs && { type, paths, inputs, batch: query.batch };
}

/** What a query string says to tRPC; undefined when it says anything that we don't know. */
function queryOf(url: string): { batch: boolean; input: string | undefined } | undefined {
  const start = url.indexOf('?');
  if (start < 0) return { batch: false, input: undefined };
  const text = url.slice(start);
  if (text === '?batch=1') return { batch: true, input: undefined };
  const query = new URLSearchParams(text);
  if (query.has('connectionParams') || text.includes('#')) return undefined;
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

/** Calls them side by side, and answers as tRPC's adapter would. */
export async function answerPlainCalls(
  { type, paths, inputs, batch }: PlainCalls,
  context: Context,
  reply: FastifyReply,
  note: (failure: Failure) => void,
): Promise<FastifyReply> {
  // By their places, since a later one's headers win.
  const failed: Failure[] = [];
  const statuses = new Set<number>();
  const outcomes = await Promise.all(
    paths.map(async (path, i): Promise<string> => {
      try {
        const data = await procedures.get(path)?.invoke(path, context, async () => inputs[i]);
        statuses.add(200);
        const text = jsonText(data);
        return text === undefined ? '{"result":{}}' : `{"result":{"data":${text}}}`;
      } catch (cause) {
        const error = getTRPCErrorFromUnknown(cause);
        const failure = asFailure(error);
        failed[i] = failure;
        note(failure);
        const config = appRouter._def._config;
        const shape = getTRPCErrorShape({
          config,
          error,
          type,
          path,
          input: inputs[i],
          ctx: context,
        });
        statuses.add(shape.data.httpStatus);
        return JSON.stringify({ error: shape });
      }
    }),
  );
  const [status = 200] = statuses;
  reply.code(statuses.size > 1 ? 207 : status);
  const failures = failed.filter(Boolean);
  if (failures.length > 0) reply.headers(headersOf(failures));
  const text = batch ? `[${outcomes.join()}]` : outcomes[0];
  return sendJson(reply.header('vary', 'trpc-accept, accept'), text);
}

/** What the headers say of what was refused. */
export function headersOf(failures: Failure[]): Record<string, string> {
  const retryAfter = Math.max(0, ...failures.map(({ details }) => details.retryAfter ?? 0));
  return {
    ...Object.assign({}, ...failures.map(challenge)),
    ...(retryAfter > 0 && { 'retry-after': String(retryAfter) }),
  };
}
