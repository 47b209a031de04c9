import cors from '@fastify/cors';
import {
  createServices,
  Failure,
  type Hashing,
  instant,
  type Media,
  hashing as threads,
} from '@profile/api';
import type { Store } from '@profile/db';
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { answerHeaders } from './answer-headers.js';
import { auditLog } from './audit-log.js';
import { createAuthenticate } from './authenticate.js';
import type { Config } from './config.js';
import { contextFactory } from './context.js';
import { beginExchange, endExchange, watchHangUps } from './exchanges.js';
import { asHttpFailure, clientFault, isHttp11, serverOptions } from './http-faults.js';
import { trackLastSeen } from './last-seen.js';
import { legacyRoutes } from './legacy.js';
import { noteRequests, requestLine } from './log.js';
import { openLog } from './log-output.js';
import { createLogger } from './logger.js';
import { mediaRoutes } from './media/routes.js';
import { otherMethods, routerOptions } from './methods.js';
import { createScrape, metricsRoute } from './metrics/door.js';
import { type Meters, nameOf } from './metrics/meters.js';
import { oauthRoutes } from './oauth/routes.js';
import { builtDocument } from './openapi/built.js';
import { operationalRoutes } from './operational.js';
import type { Overloaded } from './overload.js';
import { accountPages } from './pages/account.js';
import { docsPages } from './pages/docs.js';
import { mailboxPages } from './pages/mailbox.js';
import { createReadiness } from './readiness.js';
import { refreshCookies } from './refresh-cookie.js';
import { requestId } from './request-id.js';
import { json, restRoutes, sendFailure } from './rest.js';
import { rpcRoutes } from './rpc.js';
import { tracedHashing, tracedStore } from './traces/parts.js';
import type { Tracing } from './traces/tracing.js';
import { createTrustedIssuers } from './trusted-issuers.js';

/** A media type with whatever parameters. */
const readable = /^\s*[\w!#$&^.+-]+\/[\w!#$&^.+-]+\s*(;|$)/;

/** The status of a request whose client has gone, as proxies write it into their logs. */
const clientGone = 499;

/** No route has a schema for Fastify, whose compilers of them would take long to load. */
const noSchemas = {
  compilersFactory: { buildValidator: refuseSchema, buildSerializer: refuseSchema },
};

function refuseSchema(): never {
  throw new Error('Schemas belong into the contract');
}

/** Who delivers mail: is told that some is due, and knows whether the last try failed. */
export interface Mailer {
  wake(): void;
  fails(): boolean;
}

/** Everything that answers requests, put together and not yet listening. */
export async function createApp({
  config,
  store: opened,
  mailer,
  hashing = threads,
  media,
  meters,
  tracing,
  overloaded = () => false,
  now = () => new Date(),
}: {
  config: Config;
  store: Store;
  mailer: Mailer;
  hashing?: Hashing | undefined;
  media: Media;
  /** Counts, where somebody wants to know. */
  meters?: Meters | undefined;
  tracing?: Tracing | undefined;
  overloaded?: Overloaded | undefined;
  now?: () => Date;
}) {
  const { publicUrl: issuer, audience, signingAlg, secret, settings, limits } = config;
  const always = answerHeaders(issuer);
  const output = openLog(config.logFormat);
  const log = createLogger(config.logLevel, (line) => output.write(line));
  const trace = tracing?.trace;
  const store = trace ? tracedStore(opened, trace) : opened;
  const { services, keys } = await createServices({
    store,
    secret,
    issuer,
    audience,
    signingAlg,
    settings,
    limits,
    mailer,
    hashing: trace ? tracedHashing(hashing, trace) : hashing,
    media,
    audit: auditLog((line) => output.write(line), config.logLevel, meters),
    trace,
    now,
  });
  const app: FastifyInstance = Fastify({
    // None for each request, which costs more than its line; who logs says which request it is.
    childLoggerFactory: () => log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: ({ headers }) => requestId(headers['x-request-id']),
    trustProxy: config.trustProxy,
    routerOptions,
    schemaController: noSchemas,
    forceCloseConnections: 'idle',
    ...serverOptions,
    frameworkErrors: (error, request, reply) => {
      // No hook has run.
      reply.headers(always(request));
      sendFailure(request, reply, asHttpFailure(error));
      answered(request, reply);
    },
    clientErrorHandler: clientFault,
  });

  function answered(request: FastifyRequest, reply: FastifyReply, status = reply.statusCode): void {
    const { url } = request.routeOptions;
    const line = requestLine(request, reply, {
      level: config.logLevel,
      url,
      status,
      trace: tracing?.leave(request, reply),
    });
    if (line !== '') output.write(line);
    if (!meters) return;
    const { operation = '', refusals = '' } = request;
    meters.request(nameOf(operation, url), status, reply.elapsedTime, refusals);
  }

  const trusted =
    config.trustedIssuers.length > 0
      ? createTrustedIssuers(config.trustedIssuers, services, log)
      : undefined;
  const authenticate = createAuthenticate({ keys, store, issuer, audience, trusted, now });
  const lastSeen = trackLastSeen(store, now);
  const cookies = refreshCookies(config, now);
  const createContext = contextFactory(services, authenticate, {
    lastSeen,
    cookies,
    tracing,
  });

  // Node would answer an expectation that it doesn't know by a bare 417; it may as well be ignored.
  app.server.on('checkExpectation', (request, response) => {
    app.server.emit('request', request, response);
  });

  noteRequests(app);
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
    beginExchange(request, reply);
    if (tracing) tracing.enter(request, () => store.withPatience(done));
    else store.withPatience(done);
  });
  watchHangUps(app, (request, reply) => answered(request, reply, clientGone));
  app.addHook('onResponse', (request, reply, done) => {
    endExchange(request, reply);
    answered(request, reply);
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

  // After CORS, or pages of other origins could not read why they are refused.
  app.addHook('onRequest', ({ raw }, _, done) => {
    if (raw.headers.host === undefined && isHttp11(raw)) done(new Failure('malformed_request'));
    else if (overloaded(raw)) done(new Failure('busy', { retryAfter: 1 }));
    else done();
  });

  const others = otherMethods(app);
  app.setNotFoundHandler((request, reply) => {
    const answer = others(request);
    if (answer) return answer.call(app, request, reply);
    return sendFailure(request, reply, new Failure('not_found'));
  });
  restRoutes(app, createContext);
  const readiness = createReadiness({ store, keys, mailFails: mailer.fails, log });
  operationalRoutes(app, keys, readiness);
  oauthRoutes(app, config, services, authenticate, createContext);
  app.get('/openapi.json', (_, reply) => json(reply, builtDocument()));
  accountPages(app, settings);
  if (config.mailbox !== undefined) mailboxPages(app, config.mailbox);
  docsPages(app);
  const scrape = meters && createScrape({ meters, store, hashing, at: () => instant(now()) });
  if (scrape && config.metricsToken !== undefined) metricsRoute(app, config.metricsToken, scrape);
  mediaRoutes(app, media);
  legacyRoutes(app, createContext);
  await app.register(rpcRoutes, { createContext });
  return { app, log, output, services, keys, lastSeen, scrape };
}
