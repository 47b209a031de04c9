// Asked before anything starts, so that nobody takes another program's answers for a server's.
import { createServer } from 'node:net';

/** The first of the ports that something listens on already. */
export async function takenPort(ports) {
  for (const port of ports) if (!(await isFree(port))) return port;
  return undefined;
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
