import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** How many milliseconds whoever has sent nothing yet is given, and whoever does not finish sending. */
const graces = { silent: 500, sending: 5_000 };

/** Follows who is connected, and gives what closes an app: Node takes whoever never sent a byte for busy. */
export function drainOf(app: FastifyInstance) {
  const sockets = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });

  function closeSilent(): void {
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  }

  /** Answers all that was asked; nobody else may keep the others from being saved. */
  return async function close(): Promise<void> {
    // A connection that was busy when closing began becomes idle later, and would be waited for.
    const sweeping = setInterval(() => app.server.closeIdleConnections(), 50);
    const silence = setTimeout(closeSilent, graces.silent);
    const cutting = setTimeout(() => app.server.closeAllConnections(), graces.sending);
    await app.close();
    for (const timer of [sweeping, silence, cutting]) clearTimeout(timer);
  };
}
