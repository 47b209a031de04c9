import { asFailure } from '@profile/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CreateContext } from '../context.js';
import { operations } from '../procedures.js';
import { json } from '../rest.js';
import type { IdentifyClient } from './clients.js';
import { OAuthFailure } from './failure.js';
import { readForm, required } from './form.js';

/** RFC 6749, section 6: the refresh of the REST door in other words, so every rule is the same. */
export function tokenEndpoint(createContext: CreateContext, identifyClient: IdentifyClient) {
  const refresh = operations.find(({ name }) => name === 'auth.refresh');
  if (!refresh) throw new Error('The operation auth.refresh is missing');

  return async (request: FastifyRequest, reply: FastifyReply) => {
    const form = await readForm(request);
    const client = identifyClient(request, form);
    if (required(form, 'grant_type') !== 'refresh_token') {
      throw new OAuthFailure('unsupported_grant_type', 'grant_type must be refresh_token');
    }
    if (client !== 'public') {
      throw new OAuthFailure('unauthorized_client', 'Resource servers get no tokens');
    }
    const refresh_token = required(form, 'refresh_token');
    const scope = form.get('scope');
    const input = { refresh_token, ...(scope !== undefined && { scope }) };
    try {
      const tokens = await refresh.call(createContext(request, reply), async () => input);
      return json(reply.header('pragma', 'no-cache'), tokens);
    } catch (error) {
      throw inOAuthWords(error);
    }
  };
}

function inOAuthWords(error: unknown): unknown {
  const { reason, details } = asFailure(error);
  if (details.faults?.some(({ loc }) => loc[1] === 'scope')) {
    return new OAuthFailure('invalid_scope', 'The scope is unknown or wider than what was granted');
  }
  return reason === 'invalid_refresh_token' || details.faults
    ? new OAuthFailure('invalid_grant', 'The refresh token is invalid, expired, used or revoked')
    : error;
}
