import { appRouter, asFailure } from '@profile/api';
import { getTRPCErrorShape } from '@trpc/server';
import { fastifyRequestHandler } from '@trpc/server/adapters/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { bodyLimit, decode } from './body.js';
import type { CreateContext } from './context.js';
import { json } from './rest.js';

/** More calls than this in one request are refused. */
const maxBatchSize = 20;

/** tRPC at /trpc, by its stock adapter. */
export async function rpcRoutes(
  app: FastifyInstance,
  { createContext }: { createContext: CreateContext },
): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, async (_: unknown, body: Buffer) =>
    decode(body),
  );
  app.setErrorHandler(sendRpcFailure);

  app.route<{ Params: { path: string } }>({
    method: ['GET', 'POST'],
    url: '/trpc/:path',
    handler: (req, res) => {
      res.header('cache-control', 'no-store');
      return fastifyRequestHandler({
        router: appRouter,
        req,
        res,
        path: req.params.path,
        maxBatchSize,
        createContext: () => createContext(req),
        responseMeta: ({ errors }) => {
          const waits = errors.map((error) => asFailure(error).details.retryAfter ?? 0);
          const retryAfter = Math.max(0, ...waits);
          return retryAfter > 0 ? { headers: { 'retry-after': String(retryAfter) } } : {};
        },
        onError: ({ error }) => {
          const failure = asFailure(error);
          if (failure.status === 500) {
            req.log.error({ err: failure.details.cause }, 'internal error');
          }
        },
      });
    },
  });
}

/** What went wrong before tRPC was reached, in tRPC's shape. */
export function sendRpcFailure(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const failure = asFailure(error);
  if (failure.status === 500) request.log.error({ err: failure.details.cause }, 'internal error');
  if (!request.raw.complete) reply.header('connection', 'close');
  const shape = getTRPCErrorShape({
    config: appRouter._def._config,
    error: failure,
    type: 'unknown',
    path: undefined,
    input: undefined,
    ctx: undefined,
  });
  return json(reply.code(failure.status), { error: shape });
}
