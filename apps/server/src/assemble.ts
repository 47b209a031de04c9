import { AsyncResource } from 'node:async_hooks';
import type { Hashing, Media } from '@profile/api';
import { openStore } from '@profile/db';
import { createApp, type Mailer } from './app.js';
import type { Config } from './config.js';
import { drainOf } from './drain.js';
import { startReloadingKeys } from './key-reload.js';
import type { Transport } from './mail/transports.js';
import { createMailWorker } from './mail/worker.js';
import { mediaFolder } from './media/folder.js';
import type { Meters } from './metrics/meters.js';
import type { Overloaded } from './overload.js';
import { purge, startPurging } from './purge.js';
import type { Tracing } from './traces/tracing.js';

/** What a server is made of, with whatever is not to be as its settings say. */
interface Parts {
  config: Config;
  transport: Transport;
  /** What hashes passwords; by default threads that run Argon2. */
  hashing?: Hashing;
  /** Where pictures are kept; by default a folder. */
  media?: Media;
  /** Counts, where somebody wants to know. */
  meters?: Meters | undefined;
  /** Tells where the time goes, where somebody wants to know. */
  tracing?: Tracing | undefined;
  /** Whether a request is refused at once; by default none is. */
  overloaded?: Overloaded;
  now?: () => Date;
}

/** Opens the database and puts everything together, for somebody to listen and then to `start` it. */
export async function assemble({
  config,
  transport,
  hashing,
  media = mediaFolder(config.mediaPath),
  meters,
  tracing,
  overloaded,
  now = () => new Date(),
}: Parts) {
  const store = await openStore(config.database);
  const mailer: Mailer = { wake: () => {}, fails: () => false };
  const { app, log, services, keys, lastSeen, scrape } = await createApp({
    config,
    store,
    mailer,
    hashing,
    media,
    meters,
    tracing,
    overloaded,
    now,
  });
  const close = drainOf(app);
  const worker = createMailWorker({
    store,
    mailedSecrets: services.mailedSecrets,
    transport,
    publicUrl: config.publicUrl,
    from: config.mailFrom,
    texts: config.mailTexts,
    log,
    meters,
    tracing,
    now,
  });
  // Whoever wakes it doesn't wait for it, and its time is not theirs.
  mailer.wake = AsyncResource.bind(worker.wake);
  mailer.fails = worker.fails;
  let timers: NodeJS.Timeout[] = [];

  return {
    app,
    worker,
    scrape,
    /** Delivers mail, and does from time to time what nobody asks for. */
    start(): void {
      worker.start();
      timers = [
        startPurging(services, log, now),
        lastSeen.start(log),
        startReloadingKeys(keys, log),
      ];
    },

    /** All that at once, for whoever moves the clock. */
    async catchUp(): Promise<void> {
      await lastSeen.flush();
      await purge(services, now());
      await keys.reload();
      await worker.drain();
    },

    /** Finishes the requests and the mail in flight, then closes everything. */
    async stop(): Promise<void> {
      for (const timer of timers) clearInterval(timer);
      await close();
      await lastSeen.flush().catch((err: unknown) => log.error({ err }, 'noting sessions failed'));
      await worker.stop();
      await transport.close();
      await store.close();
      await tracing?.stop();
    },
  };
}
