import { audit, instant, type Services } from '@profile/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IdentifyClient } from './clients.js';
import { OAuthFailure } from './failure.js';
import { readForm, required } from './form.js';
import type { FindToken } from './presented-token.js';

/** RFC 7009. Either token ends its session, and a token that isn't ours is told nothing else. */
export function revocationEndpoint(
  { store, now, audit: tell }: Services,
  identifyClient: IdentifyClient,
  findToken: FindToken,
) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const form = await readForm(request);
    if (identifyClient(request, form) !== 'public') {
      throw new OAuthFailure('unauthorized_client', 'Resource servers were given no tokens');
    }
    const found = await findToken(required(form, 'token'));
    // Also by a refresh token that was used before: whoever has it may end what came of it.
    const ended = found && (await store.sessions.revoke(found.session.id, instant(now())));
    if (ended) {
      const { id, ip } = request;
      const about = { user: found.user.id, session: found.session.id };
      audit({ audit: tell, request: { id, ip, userAgent: null } }, 'session.revoked', about);
    }
    return reply.code(200).send();
  };
}
