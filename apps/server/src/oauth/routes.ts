import type { Services } from '@profile/api';
import type { FastifyInstance, RouteHandlerMethod } from 'fastify';
import type { Authenticate } from '../authenticate.js';
import type { Config } from '../config.js';
import type { CreateContext } from '../context.js';
import { json } from '../rest.js';
import { clientIdentification } from './clients.js';
import { sendOAuthFailure } from './failure.js';
import { introspectionEndpoint } from './introspect.js';
import { metadata } from './metadata.js';
import { tokenFinder } from './presented-token.js';
import { revocationEndpoint } from './revoke.js';
import { tokenEndpoint } from './token.js';

/** What stock OAuth clients speak. Not in the document: the shapes are those of the RFCs. */
export function oauthRoutes(
  app: FastifyInstance,
  config: Pick<Config, 'publicUrl' | 'resourceServers'>,
  services: Services,
  authenticate: Authenticate,
  createContext: CreateContext,
): void {
  const identify = clientIdentification(config.resourceServers);
  const findToken = tokenFinder(services, authenticate);
  const post = (url: string, handler: RouteHandlerMethod) =>
    app.post(url, { errorHandler: sendOAuthFailure }, handler);

  post('/oauth/token', tokenEndpoint(createContext, identify));
  post('/oauth/revoke', revocationEndpoint(services, identify, findToken));
  post('/oauth/introspect', introspectionEndpoint(config, services.now, identify, findToken));

  app.get('/.well-known/oauth-authorization-server', (_, reply) =>
    json(reply.header('cache-control', 'public, max-age=300'), metadata(config.publicUrl)),
  );
}
