import { appRouter, asFailure } from '@profile/api';
import { getTRPCErrorShape } from '@trpc/server';
import { fastifyRequestHandler } from '@trpc/server/adapters/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { bodyLimit, decode } from './body.js';
import type { CreateContext } from './context.js';
import { asHttpFailure } from './http-faults.js';
import { otherMethods } from './methods.js';
import { challenge, json } from './rest.js';

/** More calls than this in one request are refused. */
const maxBatchSize = 20;

/** tRPC at /trpc, by its stock adapter. */
export async function rpcRoutes(
  app: FastifyInstance,
  { createContext }: { createContext: CreateContext },
): Promise<void> {
  app.removeAllContentTypeParsers();
  // Nothing else, since tRPC would read forms too and fail at one that it can't read.
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit },
    async (_: unknown, body: Buffer) => decode(body),
  );
  // Without a body there is nothing that a type could be of, but tRPC asks for one all the same.
  app.addHook('onRequest', async ({ headers }) => {
    const empty = (headers['content-length'] ?? '0') === '0' && !headers['transfer-encoding'];
    if (empty) headers['content-type'] ??= 'application/json';
  });
  app.setErrorHandler(sendRpcFailure);
  const others = otherMethods(app);

  app.route<{ Params: { path: string } }>({
    method: ['GET', 'POST'],
    url: '/trpc/:path',
    handler: (req, res) => {
      // tRPC's own answer to HEAD has no body, which Fastify can't send.
      if (req.method === 'HEAD') return res.code(204).send();
      return fastifyRequestHandler({
        router: appRouter,
        req,
        res,
        path: req.params.path,
        maxBatchSize,
        createContext: () => createContext(req),
        responseMeta: ({ errors }) => {
          const failures = errors.map(asFailure);
          const retryAfter = Math.max(0, ...failures.map(({ details }) => details.retryAfter ?? 0));
          return {
            headers: {
              // A request that tRPC can't take apart it answers as text.
              'content-type': 'application/json',
              ...Object.assign({}, ...failures.map(challenge)),
              ...(retryAfter > 0 && { 'retry-after': String(retryAfter) }),
            },
          };
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
  others.refuse();
}

/** What went wrong before tRPC was reached, in tRPC's shape. */
function sendRpcFailure(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const failure = asFailure(asHttpFailure(error));
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
