import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { Failure } from '@profile/api';
import type { FastifyInstance } from 'fastify';
import type { Measured } from './registry.js';

export interface Scrape {
  type: string;
  text: string;
}

/** Gives what writes all metrics down. The library comes with the first who asks; of many at once, one asks. */
export function createScrape(measured: Measured): () => Promise<Scrape> {
  let registry: Promise<() => Promise<Scrape>> | undefined;
  let underWay: Promise<Scrape> | undefined;

  async function scrape(): Promise<Scrape> {
    registry ??= import('./registry.js').then(({ createRegistry }) => createRegistry(measured));
    return (await registry)();
  }

  return () => {
    underWay ??= scrape().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}

/** Metrics beside everything else, for who has the token. */
export function metricsRoute(app: FastifyInstance, token: string, scrape: () => Promise<Scrape>) {
  app.get('/metrics', async ({ headers }, reply) => {
    if (!isAllowed(headers.authorization, token)) throw new Failure('not_authenticated');
    const { type, text } = await scrape();
    return reply.header('content-type', type).send(text);
  });
}

/** Metrics at a port of their own, which need not be open to the world; also here only by the token, if there is one. */
export async function listenForMetrics(
  scrape: () => Promise<Scrape>,
  { host, port, token }: { host: string; port: number; token: string | undefined },
): Promise<Server> {
  const server = createServer((request, response) => {
    const headers = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' };
    const end = (status: number, more: Record<string, string>, text: string) =>
      response.writeHead(status, { ...headers, 'content-type': 'text/plain', ...more }).end(text);
    if (request.url !== '/metrics') return end(404, {}, 'Metrics are at /metrics\n');
    if (request.method !== 'GET') return end(405, { allow: 'GET' }, 'Metrics are only read\n');
    if (token !== undefined && !isAllowed(request.headers.authorization, token)) {
      return end(401, { 'www-authenticate': 'Bearer' }, 'METRICS_TOKEN is asked for\n');
    }
    return scrape().then(
      ({ type, text }) => end(200, { 'content-type': type }, text),
      () => end(500, {}, 'Measuring failed\n'),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return server;
}

function isAllowed(header: string | undefined, token: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(header ?? ''), hash(`Bearer ${token}`));
}
