import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const current = Symbol('exchange');

/** A connection, and the answer to what was asked over it last, until that is sent. */
type Connection = Socket & { [current]?: FastifyReply | undefined };

/** To be called for each request as it begins. */
export function beginExchange({ raw }: FastifyRequest, reply: FastifyReply): void {
  (raw.socket as Connection)[current] = reply;
}

/** To be called for each as it ends, or an idle connection would keep all of it in memory. */
export function endExchange({ raw }: FastifyRequest, reply: FastifyReply): void {
  const socket: Connection = raw.socket;
  // Of requests in a pipeline, the next may have begun.
  if (socket[current] === reply) socket[current] = undefined;
}

/** Whether something that was asked whole is still to be answered. */
export function isAnswering(socket: Socket): boolean {
  const reply = (socket as Connection)[current];
  return reply ? reply.request.raw.complete && !reply.raw.writableFinished : false;
}

/** Tells of each request whose client has gone before its answer, of which Fastify has no hook. */
export function watchHangUps(
  app: FastifyInstance,
  tell: (request: FastifyRequest, reply: FastifyReply) => void,
): void {
  app.server.on('connection', (socket: Connection) => {
    socket.once('close', () => {
      const reply = socket[current];
      if (reply && !reply.raw.writableFinished) tell(reply.request, reply);
    });
  });
}
