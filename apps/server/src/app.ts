import { randomUUID } from 'node:crypto';
import cors from '@fastify/cors';
import { createServices, Failure, type Hashing, type Media } from '@profile/api';
import type { Store } from '@profile/db';
import Fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import { createAuthenticate } from './authenticate.js';
import type { Config } from './config.js';
import { contextFactory } from './context.js';
import { asHttpFailure, clientFault, isHttp11, serverOptions } from './http-faults.js';
import { trackLastSeen } from './last-seen.js';
import { legacyRoutes } from './legacy.js';
import { describeError, requestLine } from './log.js';
import { logStream } from './log-stream.js';
import { mediaRoutes } from './media/routes.js';
import { otherMethods, routerOptions } from './methods.js';
import { oauthRoutes } from './oauth/routes.js';
import { builtDocument } from './openapi/built.js';
import { operationalRoutes } from './operational.js';
import type { Overloaded } from './overload.js';
import { accountPages } from './pages/account.js';
import { docsPages } from './pages/docs.js';
import { mailboxPages } from './pages/mailbox.js';
import { refreshCookies } from './refresh-cookie.js';
import { json, restRoutes, sendFailure } from './rest.js';
import { rpcRoutes } from './rpc.js';
import { createTrustedIssuers } from './trusted-issuers.js';

/** A media type with whatever parameters. */
const readable = /^\s*[\w!#$&^.+-]+\/[\w!#$&^.+-]+\s*(;|$)/;

/** No route has a schema for Fastify, whose compilers of them would take long to load. */
const noSchemas = {
  compilersFactory: { buildValidator: refuseSchema, buildSerializer: refuseSchema },
};

function refuseSchema(): never {
  throw new Error('Schemas belong into the contract');
}

/** What every answer says. */
const always = ({ id }: FastifyRequest) => ({
  'x-request-id': id,
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
});

/** Everything that answers requests, put together and not yet listening. */
export async function createApp({
  config,
  store,
  mailer,
  hashing,
  media,
  overloaded = () => false,
  now = () => new Date(),
}: {
  config: Config;
  store: Store;
  mailer: { wake(): void };
  hashing?: Hashing | undefined;
  media: Media;
  overloaded?: Overloaded | undefined;
  now?: () => Date;
}) {
  const { publicUrl: issuer, audience, signingAlg, secret, settings, limits } = config;
  const { services, keys } = await createServices({
    store,
    secret,
    issuer,
    audience,
    signingAlg,
    settings,
    limits,
    mailer,
    hashing,
    media,
    now,
  });
  const log = { write: (line: string) => logStream.write(line) };
  const app: FastifyInstance = Fastify({
    logger: {
      level: config.logLevel,
      serializers: { err: describeError },
      stream: log,
      // Whoever collects lines knows where they come from.
      base: null,
    },
    // A logger of its own for each request costs more than its line; who logs says which request it is.
    childLoggerFactory: (logger) => logger,
    logController: new LogController({ disableRequestLogging: true }),
    // What a client sends is taken over if it is harmless in a log.
    genReqId: ({ headers: { 'x-request-id': id } }) =>
      typeof id === 'string' && /^[\w.-]{1,128}$/.test(id) ? id : randomUUID(),
    trustProxy: config.trustProxy,
    routerOptions,
    schemaController: noSchemas,
    forceCloseConnections: 'idle',
    ...serverOptions,
    frameworkErrors: (error, request, reply) => {
      // No hook has run.
      reply.headers(always(request));
      sendFailure(request, reply, asHttpFailure(error));
    },
    clientErrorHandler: clientFault,
  });

  const trusted =
    config.trustedIssuers.length > 0
      ? createTrustedIssuers(config.trustedIssuers, services, app.log)
      : undefined;
  const authenticate = createAuthenticate({ keys, store, issuer, audience, trusted, now });
  const lastSeen = trackLastSeen(store, now);
  const cookies = refreshCookies(config, now);
  const createContext = contextFactory(services, authenticate, lastSeen, cookies);

  // Node would answer an expectation that it doesn't know by a bare 417; it may as well be ignored.
  app.server.on('checkExpectation', (request, response) => {
    app.server.emit('request', request, response);
  });

  // Bodies are read by the doors, after the caller was let in; the router only has to let them pass.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.addHook('onRequest', (request, reply, done) => {
    const { headers } = request;
    const type = headers['content-type'];
    // Fastify refuses a content type that it can't read, before anybody asked for a token; for us it
    // is one that isn't JSON, like none at all.
    if (type !== undefined && !readable.test(type)) delete headers['content-type'];
    reply.headers(always(request));
    if (headers.host === undefined && isHttp11(request.raw)) done(new Failure('malformed_request'));
    else if (overloaded(request.raw)) done(new Failure('busy', { retryAfter: 1 }));
    else store.withPatience(done);
  });
  app.addHook('onResponse', (request, reply, done) => {
    const line = requestLine(request, reply, app.log.level);
    if (line !== '') log.write(line);
    done();
  });
  app.setErrorHandler((error, request, reply) => sendFailure(request, reply, asHttpFailure(error)));
  if (config.corsOrigins.length > 0) {
    await app.register(cors, {
      delegator: async ({ headers }: FastifyRequest) => ({
        origin: config.corsOrigins,
        // With the refresh cookie, which no other origin may use.
        credentials: config.corsOrigins.includes(headers.origin ?? ''),
        methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
        exposedHeaders: ['etag', 'retry-after', 'www-authenticate', 'x-request-id'],
        // An OPTIONS that no browser asked is answered like every other method.
        preflight: Boolean(headers.origin && headers['access-control-request-method']),
      }),
    });
  }

  const others = otherMethods(app);
  app.setNotFoundHandler((request, reply) => {
    const answer = others(request);
    if (answer) return answer.call(app, request, reply);
    return sendFailure(request, reply, new Failure('not_found'));
  });
  restRoutes(app, createContext);
  operationalRoutes(app, store, keys);
  oauthRoutes(app, config, services, authenticate, createContext);
  app.get('/openapi.json', (_, reply) => json(reply, builtDocument()));
  accountPages(app, settings);
  if (config.mailbox !== undefined) mailboxPages(app, config.mailbox);
  docsPages(app);
  mediaRoutes(app, media);
  legacyRoutes(app, createContext);
  await app.register(rpcRoutes, { createContext });
  return { app, services, keys, lastSeen };
}
