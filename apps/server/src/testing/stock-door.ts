import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { appRouter } from '@profile/api';
import { createHTTPServer } from '@trpc/server/adapters/standalone';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createAuthenticate } from '../authenticate.js';
import { contextFactory } from '../context.js';
import { trackLastSeen } from '../last-seen.js';
import { refreshCookies } from '../refresh-cookie.js';
import type { TestApp } from './app.js';

/** The router of an app behind tRPC's own standalone adapter, with nothing of ours before it. */
export async function openStockDoor({ config, keys, store, services, now }: TestApp) {
  const { publicUrl: issuer, audience } = config;
  const createContext = contextFactory(
    services,
    createAuthenticate({ keys, store, issuer, audience, now }),
    { lastSeen: trackLastSeen(store, now), cookies: refreshCookies(config, now) },
  );
  const server = createHTTPServer({
    router: appRouter,
    basePath: '/trpc/',
    maxBatchSize: 20,
    createContext: ({ req: raw }) => {
      const request = { raw, headers: raw.headers, id: 'stock', ip: '127.0.0.1' };
      return createContext(request as unknown as FastifyRequest, {} as FastifyReply);
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => server.close(),
  };
}
