import { Failure } from '@profile/api';
import type { FastifyInstance, FastifyRequest, RouteHandlerMethod } from 'fastify';
import FindMyWay from 'find-my-way';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers the methods that the address doesn't have, where the door has its own words for it. */
    otherMethods?: RouteHandlerMethod;
  }
}

interface Address {
  methods: Set<string>;
  answer: RouteHandlerMethod;
}

/** How addresses are compared, by Fastify and here. */
export const routerOptions = {
  ignoreTrailingSlash: true,
  // The path of a tRPC batch names all its calls; its length is bounded by the header's.
  maxParamLength: 16_384,
};

/**
 * Watches routes being added. What it gives finds who answers a request whose method its address
 * doesn't have: 405 and `Allow`. A route for each of Node's 35 methods would take most of the start.
 */
export function otherMethods(app: FastifyInstance) {
  const known = new Map<string, Address>();
  // Fastify itself would refuse one without a content type, whatever the address has to say to it.
  app.addHttpMethod('QUERY', { overrideExisting: app.supportedMethods.includes('QUERY') });
  app.addHook('onRoute', ({ url, method, config }) => {
    const { methods } = known.get(url) ?? { methods: new Set() };
    for (const each of [method].flat()) methods.add(each);
    if (methods.has('GET')) methods.add('HEAD');
    known.set(url, { methods, answer: config?.otherMethods ?? refusal(methods) });
  });

  let addresses: FindMyWay.Instance<FindMyWay.HTTPVersion.V1> | undefined;
  function index() {
    const router = FindMyWay(routerOptions);
    for (const [url, address] of known) router.on('GET', url, () => {}, address);
    return router;
  }

  return ({ method, raw: { url = '/' } }: FastifyRequest): RouteHandlerMethod | undefined => {
    addresses ??= index();
    const address = addresses.find('GET', url)?.store as Address | undefined;
    // Where it has the method, it is what it was asked for that isn't there.
    return address?.methods.has(method) ? undefined : address?.answer;
  };
}

function refusal(methods: Set<string>): RouteHandlerMethod {
  return (_, reply) => {
    reply.header('allow', [...methods].sort().join(', '));
    throw new Failure('method_not_allowed');
  };
}
