import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
}

const last = Symbol('exchange');

/** A connection, and what was asked over it last. */
type Connection = Socket & { [last]?: Exchange };

/** To be called for each request as it begins. */
export function beginExchange(request: FastifyRequest, reply: FastifyReply): void {
  (request.raw.socket as Connection)[last] = { request, reply };
}

/** Whether something that was asked whole is still to be answered. */
export function isAnswering(socket: Socket): boolean {
  const exchange = (socket as Connection)[last];
  return exchange ? exchange.request.raw.complete && !exchange.reply.raw.writableFinished : false;
}

/** Tells of each request whose client has gone before its answer, of which Fastify has no hook. */
export function watchHangUps(
  app: FastifyInstance,
  tell: (request: FastifyRequest, reply: FastifyReply) => void,
): void {
  app.server.on('connection', (socket: Connection) => {
    socket.once('close', () => {
      const { request, reply } = socket[last] ?? {};
      if (request && reply && !reply.raw.writableFinished) tell(request, reply);
    });
  });
}
