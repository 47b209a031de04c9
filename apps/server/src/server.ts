import { AsyncResource } from 'node:async_hooks';
import type { AddressInfo } from 'node:net';
import { openStore } from '@profile/db';
import { createApp } from './app.js';
import type { Config } from './config.js';
import { startReloadingKeys } from './key-reload.js';
import { openTransport } from './mail/transports.js';
import { createMailWorker } from './mail/worker.js';
import { startPurging } from './purge.js';

export interface Server {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  url: string;
  /** Finishes the requests and the mail in flight, then closes everything. */
  stop(): Promise<void>;
}

/** Opens the database, starts delivering mail and listens. */
export async function startServer(config: Config): Promise<Server> {
  const store = await openStore(config.database);
  const mailer = { wake: () => {} };
  const { app, services, keys, lastSeen } = await createApp({ config, store, mailer });
  const transport = openTransport(config.mailUrl);
  const worker = createMailWorker({
    store,
    mailedSecrets: services.mailedSecrets,
    transport,
    publicUrl: config.publicUrl,
    from: config.mailFrom,
    texts: config.mailTexts,
    log: app.log,
  });
  // Whoever wakes it doesn't wait for it, and its time is not theirs.
  mailer.wake = AsyncResource.bind(worker.wake);

  const stopAll = async () => {
    // A connection that was busy when closing began becomes idle later, and would be waited for.
    const sweeping = setInterval(() => app.server.closeIdleConnections(), 50);
    // Whoever does not finish sending must not keep everybody else from being saved.
    const cutting = setTimeout(() => app.server.closeAllConnections(), 5_000);
    await app.close();
    clearTimeout(cutting);
    clearInterval(sweeping);
    await lastSeen
      .flush()
      .catch((err: unknown) => app.log.error({ err }, 'noting sessions failed'));
    await worker.stop();
    await transport.close();
    await store.close();
  };
  try {
    // Fastify would log where it listens, which whoever called us says better.
    app.log.level = 'warn';
    await app.listen({ host: config.host, port: config.port });
    app.log.level = config.logLevel;
  } catch (error) {
    await stopAll();
    throw error;
  }
  worker.start();
  const purging = startPurging(store, app.log);
  const noting = lastSeen.start(app.log);
  const reloading = startReloadingKeys(keys, app.log);
  const { address, port, family } = app.server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    async stop() {
      clearInterval(purging);
      clearInterval(noting);
      clearInterval(reloading);
      await stopAll();
    },
  };
}
