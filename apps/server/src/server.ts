import type { AddressInfo } from 'node:net';
import { assemble } from './assemble.js';
import type { Config } from './config.js';
import { openTransport } from './mail/transports.js';
import { watchTurns } from './overload.js';

export interface Server {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  url: string;
  /** Finishes the requests and the mail in flight, then closes everything. */
  stop(): Promise<void>;
}

/** Opens the database, starts delivering mail and listens. */
export async function startServer(config: Config): Promise<Server> {
  const transport = openTransport(config.mailUrl);
  const { app, start, stop } = await assemble({
    config,
    transport,
    overloaded: watchTurns(),
  });
  try {
    // Fastify would log where it listens, which whoever called us says better.
    app.log.level = 'warn';
    await app.listen({ host: config.host, port: config.port });
    app.log.level = config.logLevel;
  } catch (error) {
    await stop();
    throw error;
  }
  start();
  const { address, port, family } = app.server.address() as AddressInfo;
  return { url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`, stop };
}
