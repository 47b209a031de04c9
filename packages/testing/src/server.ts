import { assemble, memoryMedia } from '@profile/server/parts';
import { createClock } from './clock.js';
import { cheapHashing } from './hashing.js';
import { createInbox } from './inbox.js';
import { injectedFetch } from './injected-fetch.js';
import type { TestProfileServer, TestServerOptions } from './interface.js';
import { takePort } from './port.js';
import { readSettings } from './settings.js';
import { createUsers } from './users.js';

/**
 * Starts the Profile server as it is in production, but for this: its database is in memory, hashing is
 * cheap, mail goes to `inbox`, and time to `clock`; pictures are in memory too. Rejects when a setting is wrong.
 */
export async function createTestProfileServer({
  settings = {},
  now = new Date(),
  listen = true,
}: TestServerOptions = {}): Promise<TestProfileServer> {
  // Taken before anything is built, since mails and tokens name the address.
  const port = listen ? await takePort() : undefined;
  const url = port ? `http://127.0.0.1:${port.number}` : 'http://profile.test';
  try {
    const clock = createClock(now, () => parts.catchUp());
    const { inbox, transport } = createInbox(() => parts.worker.drain());
    const config = readSettings(url, settings);
    const parts = await assemble({
      config,
      transport,
      hashing: cheapHashing,
      media: memoryMedia(),
      now: clock.now,
    });
    const { app } = parts;
    await app.ready();
    if (port) await port.give(app);
    parts.start();
    const fetch = injectedFetch(app, url);
    return {
      url,
      fetch,
      inbox,
      clock,
      createUser: createUsers(fetch, inbox),
      close: parts.stop,
    };
  } catch (error) {
    port?.free();
    throw error;
  }
}
