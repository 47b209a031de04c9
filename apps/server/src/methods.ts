import { METHODS } from 'node:http';
import { Failure } from '@profile/api';
import type { FastifyInstance } from 'fastify';

/** Lets the router know every method there is, so that an unusual one is a 405 and not a 404. */
export function knowAllMethods(app: FastifyInstance): void {
  for (const method of METHODS) {
    if (method === 'CONNECT') continue;
    const known = app.supportedMethods.includes(method);
    // Fastify itself would refuse a QUERY without a content type, whatever the path has to say to it.
    if (!known || method === 'QUERY') app.addHttpMethod(method, { overrideExisting: known });
  }
}

/** Watches routes being added; what it gives answers all their other methods with 405 and `Allow`. */
export function otherMethods(app: FastifyInstance): { refuse(): void } {
  const known = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    const methods = known.get(url) ?? new Set();
    for (const each of [method].flat()) methods.add(each);
    if (methods.has('GET')) methods.add('HEAD');
    known.set(url, methods);
  });

  return {
    refuse() {
      for (const [url, methods] of [...known]) {
        const others = app.supportedMethods.filter((method) => !methods.has(method));
        if (others.length === 0) continue;
        const allow = [...methods].sort().join(', ');
        app.route({
          method: others,
          url,
          exposeHeadRoute: false,
          handler: async (_, reply) => {
            reply.header('allow', allow);
            throw new Failure('method_not_allowed');
          },
        });
      }
    },
  };
}
