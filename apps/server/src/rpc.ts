import type { IncomingMessage } from 'node:http';
import { appRouter, asFailure, Failure } from '@profile/api';
import { getTRPCErrorShape } from '@trpc/server';
import { fastifyRequestHandler } from '@trpc/server/adapters/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readText } from './body.js';
import type { CreateContext } from './context.js';
import { asHttpFailure } from './http-faults.js';
import { logFailure } from './log.js';
import { answerPlainCalls, headersOf, operationsOf, plainCalls } from './plain-calls.js';
import { json } from './rest.js';

/** More calls than this in one request are refused. */
const maxBatchSize = 20;

/** tRPC at /trpc: plain calls take a short way, anything else its stock adapter. */
export async function rpcRoutes(
  app: FastifyInstance,
  { createContext }: { createContext: CreateContext },
): Promise<void> {
  app.removeAllContentTypeParsers();
  // Nothing else, since tRPC would read forms too and fail at one that it can't read.
  app.addContentTypeParser('application/json', async (_: unknown, body: IncomingMessage) =>
    readText(body),
  );
  // Without a body there is nothing that a type could be of, but tRPC asks for one all the same.
  app.addHook('onRequest', ({ headers }, _reply, done) => {
    const empty = (headers['content-length'] ?? '0') === '0' && !headers['transfer-encoding'];
    if (empty) headers['content-type'] ??= 'application/json';
    done();
  });
  app.setErrorHandler(sendRpcFailure);

  app.route<{ Params: { path: string } }>({
    method: ['GET', 'POST'],
    url: '/trpc/:path',
    config: { otherMethods: refuseMethod },
    handler: (req, res) => {
      const note = (failure: Failure) => logFailure(req, failure);
      req.operation = operationsOf(req.params.path);
      const calls = plainCalls(req, maxBatchSize);
      if (calls) {
        answerPlainCalls(calls, createContext(req, res), res, note);
        // Gives Fastify no promise, of which it would make several.
        return;
      }
      // tRPC's own answer to HEAD has no body, which Fastify can't send.
      if (req.method === 'HEAD') return res.code(204).send();
      return fastifyRequestHandler({
        router: appRouter,
        req,
        res,
        path: req.params.path,
        maxBatchSize,
        createContext: () => createContext(req, res),
        responseMeta: ({ errors }) => ({
          // A request that tRPC can't take apart it answers as text.
          headers: { 'content-type': 'application/json', ...headersOf(errors.map(asFailure)) },
        }),
        onError: ({ error }) => note(asFailure(error)),
      });
    },
  });
}

function refuseMethod(request: FastifyRequest, reply: FastifyReply) {
  const failure = new Failure('method_not_allowed');
  return sendRpcFailure(failure, request, reply.header('allow', 'GET, HEAD, POST'));
}

/** What went wrong before tRPC was reached, in tRPC's shape. */
function sendRpcFailure(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const failure = asFailure(asHttpFailure(error));
  logFailure(request, failure);
  reply.headers(headersOf([failure]));
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
