import { createServer } from 'node:http';
import { type Database, openStore } from '@profile/db';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { createHostRouter } from './router.js';
import type { Sessions } from './sessions.js';

/** Puts the host's server together, which is yet to listen. */
export async function createHost({
  sessions,
  database,
  secret,
}: {
  sessions: Sessions;
  database: Database;
  secret: string;
}) {
  const store = await openStore(database);
  const router = await createHostRouter(sessions, store, secret);
  const server = createServer(
    createHTTPHandler({
      router,
      createContext: ({ req, res }) => ({
        session: sessions.ofCookie(req.headers.cookie),
        response: res,
      }),
    }),
  );
  return {
    server,
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await store.close();
    },
  };
}
