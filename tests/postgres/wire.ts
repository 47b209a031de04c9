import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands between a server and its PostgreSQL, and counts how often the one waits for the other. */
export async function watchWire(databaseUrl: string) {
  const address = new URL(databaseUrl);
  const target = { host: address.hostname, port: Number(address.port || 5432) };
  const sockets = new Set<Socket>();
  let roundTrips = 0;

  const relay = createServer((near) => {
    const far = connect(target);
    let answered = true;
    near.on('data', (chunk) => {
      // However many pieces a question has, it is one until something comes back.
      if (answered) roundTrips++;
      answered = false;
      far.write(chunk);
    });
    far.on('data', (chunk) => {
      answered = true;
      near.write(chunk);
    });
    for (const [one, other] of [[near, far] as const, [far, near] as const]) {
      sockets.add(one.setNoDelay());
      one.on('error', () => {});
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  address.hostname = '127.0.0.1';
  address.port = String((relay.address() as AddressInfo).port);

  return {
    /** The same database, seen through here. */
    url: address.href,
    roundTrips: () => roundTrips,
    async stop(): Promise<void> {
      relay.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
