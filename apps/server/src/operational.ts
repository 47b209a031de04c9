import { createHash } from 'node:crypto';
import { type Keys, keySetMaxAge } from '@profile/api';
import type { FastifyInstance } from 'fastify';
import { namesTag } from './conditions.js';
import type { Readiness } from './readiness.js';
import { json } from './rest.js';

/** For probes and for whoever verifies our tokens; not in the document. */
export function operationalRoutes(
  app: FastifyInstance,
  keys: Keys,
  readiness: () => Promise<Readiness>,
): void {
  /** The process runs. */
  app.get('/healthz', (_, reply) => json(reply, { status: 'ok' }));

  /** Requests can be sent here. */
  app.get('/readyz', async (_, reply) => {
    const found = await readiness();
    if (found.status === 'unavailable') reply.code(503).header('retry-after', 1);
    return json(reply, found);
  });

  app.get('/.well-known/jwks.json', (request, reply) => {
    const keySet = keys.jwks();
    const etag = `"${createHash('sha256').update(JSON.stringify(keySet)).digest('base64url')}"`;
    reply.headers({ etag, 'cache-control': `public, max-age=${keySetMaxAge / 1000}` });
    if (namesTag(request.headers['if-none-match'], etag)) return reply.code(304).send();
    return json(reply, keySet);
  });
}
