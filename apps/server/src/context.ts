import type { Caller, Context, RefreshCookie, Services } from '@profile/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Authenticate } from './authenticate.js';
import { bearerToken } from './bearer.js';
import type { LastSeen } from './last-seen.js';
import type { RefreshCookies } from './refresh-cookie.js';
import type { Tracing } from './traces/tracing.js';

export type CreateContext = (request: FastifyRequest, reply: FastifyReply) => Context;

/** What a request's procedures get: the services, and who is calling once somebody asks. */
export function contextFactory(
  services: Services,
  authenticate: Authenticate,
  {
    lastSeen,
    cookies,
    tracing,
  }: { lastSeen: LastSeen; cookies: RefreshCookies; tracing?: Tracing | undefined },
): CreateContext {
  async function findCaller(request: FastifyRequest): Promise<Caller> {
    const { caller } = await authenticate(bearerToken(request.raw));
    request.user = caller.user.id;
    if (caller.session) lastSeen.note(caller.session, request.ip);
    return caller;
  }

  return (request, reply) => {
    let caller: Promise<Caller> | undefined;
    let cookie: RefreshCookie | undefined;
    return {
      store: services.store,
      settings: services.settings,
      passwords: services.passwords,
      accessTokens: services.accessTokens,
      refreshTokens: services.refreshTokens,
      mailedSecrets: services.mailedSecrets,
      deletedIdentities: services.deletedIdentities,
      limits: services.limits,
      pictures: services.pictures,
      media: services.media,
      audit: services.audit,
      pseudonym: services.pseudonym,
      trace: tracing?.within(request),
      now: services.now,
      newId: services.newId,
      randomBytes: services.randomBytes,
      mailer: services.mailer,
      request: {
        id: request.id,
        ip: request.ip,
        userAgent: request.headers['user-agent'] ?? null,
      },
      refreshCookie: () => {
        cookie ??= cookies(request, reply);
        return cookie;
      },
      authenticate: () => {
        caller ??= findCaller(request);
        return caller;
      },
      caller: undefined,
    };
  };
}
