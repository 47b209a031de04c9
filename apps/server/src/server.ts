import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { asFailure } from '@profile/api';
import { assemble } from './assemble.js';
import type { Config } from './config.js';
import { openTransport } from './mail/transports.js';
import { listenForMetrics } from './metrics/door.js';
import { createMeters } from './metrics/meters.js';
import { watchTurns } from './overload.js';

export interface Server {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  url: string;
  /** Where metrics are, if they have a port of their own. */
  metricsUrl: string | undefined;
  /** Finishes the requests and the mail in flight, then closes everything. */
  stop(): Promise<void>;
}

/** Opens the database, starts delivering mail and listens. */
export async function startServer(config: Config): Promise<Server> {
  const transport = openTransport(config.mailUrl);
  const { metricsPort, metricsToken: token, tracesUrl, host } = config;
  const meters = metricsPort === undefined && token === undefined ? undefined : createMeters();
  const { app, start, stop, scrape } = await assemble({
    config,
    transport,
    meters,
    tracing: tracesUrl === undefined ? undefined : await openTracing(tracesUrl),
    overloaded: watchTurns(),
  });
  let metrics: HttpServer | undefined;
  try {
    if (metricsPort !== undefined && scrape) {
      metrics = await listenForMetrics(scrape, { host, port: metricsPort, token });
    }
    app.addHook('onClose', async () => {
      metrics?.close();
      metrics?.closeAllConnections();
    });
    await app.listen({ host, port: config.port });
  } catch (error) {
    await stop();
    throw error;
  }
  start();
  return { url: urlOf(app.server), metricsUrl: metrics && `${urlOf(metrics)}/metrics`, stop };
}

/** The libraries for it are loaded by nobody else. */
async function openTracing(url: string) {
  const { startTracing } = await import('./traces/start.js');
  return startTracing(url, asFailure);
}

function urlOf(server: HttpServer): string {
  const { address, port, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
