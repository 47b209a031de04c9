import { createHash } from 'node:crypto';
import { type Keys, keySetMaxAge } from '@profile/api';
import type { Store } from '@profile/db';
import type { FastifyInstance } from 'fastify';
import { namesTag } from './conditions.js';
import { json } from './rest.js';

/** For probes and for whoever verifies our tokens; not in the document. */
export function operationalRoutes(app: FastifyInstance, store: Store, keys: Keys): void {
  /** The process runs. */
  app.get('/healthz', (_, reply) => json(reply, { status: 'ok' }));

  /** The database answers, so requests can be sent here. */
  app.get('/readyz', async (request, reply) => {
    try {
      await store.ping();
      return json(reply, { status: 'ok' });
    } catch (err) {
      request.log.error({ id: request.id, err }, 'not ready');
      return json(reply.code(503).header('retry-after', 1), { status: 'unavailable' });
    }
  });

  app.get('/.well-known/jwks.json', (request, reply) => {
    const keySet = keys.jwks();
    const etag = `"${createHash('sha256').update(JSON.stringify(keySet)).digest('base64url')}"`;
    reply.headers({ etag, 'cache-control': `public, max-age=${keySetMaxAge / 1000}` });
    if (namesTag(request.headers['if-none-match'], etag)) return reply.code(304).send();
    return json(reply, keySet);
  });
}
