import { clientId } from '@profile/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { json } from '../rest.js';
import { type IdentifyClient, unknownClient } from './clients.js';
import { readForm, required } from './form.js';
import type { FindToken, PresentedToken } from './presented-token.js';

/** RFC 7662, for resource servers. Whatever we would refuse is inactive, and nothing says why. */
export function introspectionEndpoint(
  { publicUrl }: Pick<Config, 'publicUrl'>,
  now: () => Date,
  identifyClient: IdentifyClient,
  findToken: FindToken,
) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const form = await readForm(request);
    if (identifyClient(request, form) !== 'resource server') throw unknownClient();
    const found = await findToken(required(form, 'token'));
    const about = found && describe(found);
    return json(reply, about ? { active: true, ...about } : { active: false });
  };

  function describe(found: PresentedToken): Record<string, unknown> | undefined {
    if (found.kind === 'access') {
      const { scope, client_id, exp, iat, sub, aud, iss, jti, sid } = found.claims;
      const { username } = found.user;
      return {
        scope,
        client_id,
        username,
        token_type: 'Bearer',
        exp,
        iat,
        sub,
        aud,
        iss,
        jti,
        sid,
      };
    }
    const { session, user } = found;
    const alive =
      found.generation === session.generation &&
      session.revoked_at === null &&
      Date.parse(session.expires_at) > now().getTime() &&
      user.is_active;
    if (!alive) return undefined;
    return {
      scope: session.scope,
      client_id: clientId,
      username: user.username,
      // Not Bearer: nobody is to take it for an access token.
      token_type: 'refresh_token',
      exp: seconds(session.expires_at),
      iat: seconds(session.rotated_at),
      sub: user.id,
      aud: publicUrl,
      iss: publicUrl,
      jti: `${session.id}.${session.generation}`,
      sid: session.id,
    };
  }
}

const seconds = (instant: string) => Math.floor(Date.parse(instant) / 1000);
