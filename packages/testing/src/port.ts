import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';

/** A free loopback port that is ours from now on, for a server that is yet to be built. */
export async function takePort() {
  const holder = createServer();
  holder.listen(0, '127.0.0.1');
  await once(holder, 'listening');
  return {
    number: (holder.address() as AddressInfo).port,
    /** Lets a server listen on it, by the same handle: at no moment could somebody else get it. */
    async give(server: Server): Promise<void> {
      server.listen(holder);
      await once(server, 'listening');
    },
    free: (): void => void holder.close(),
  };
}

/** Resolves when every request has been answered; connections that nobody uses are cut. */
export function closed(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeIdleConnections();
  });
}
