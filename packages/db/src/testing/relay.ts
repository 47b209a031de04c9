import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Stands between a store and its server, to see what passes and to do what networks do. */
export async function startRelay({ hostname, port }: { hostname: string; port: string }) {
  const pairs = new Set<[Socket, Socket]>();
  let silent = false;
  let sent = 0;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    near.on('data', (chunk) => {
      sent++;
      if (!silent) far.write(chunk);
    });
    far.on('data', (chunk) => {
      if (!silent) near.write(chunk);
    });
    for (const [one, other] of [pair, [far, near] as const]) {
      one.on('error', () => {});
      one.on('close', () => {
        pairs.delete(pair);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  };
  onTestFinished(() => {
    cut();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    /** How often the store has sent something. */
    sent: () => sent,
    connections: () => pairs.size,
    /** Breaks every connection. */
    cut,
    /** Lets connections stand, and nothing through, as a host does that has lost its power. */
    silence(on: boolean): void {
      silent = on;
    },
    /** Takes no more connections, and breaks those there are. */
    async stop(): Promise<void> {
      server.close();
      cut();
    },
  };
}
