import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { clientId } from '@profile/api';
import type { FastifyRequest } from 'fastify';
import { authorizesTwice } from '../bearer.js';
import { OAuthFailure } from './failure.js';
import { decodeFormPart, type Form } from './form.js';
import type { ResourceServer } from './resource-servers.js';

/** Who sends a request: anybody, as the public client of people, or a service that proved itself. */
type Client = 'public' | 'resource server';

export type IdentifyClient = (request: FastifyRequest, form: Form) => Client;

/** Client authentication of RFC 6749, section 2.3: Basic, or in the body, and never both. */
export function clientIdentification(servers: readonly ResourceServer[]): IdentifyClient {
  // Digests under a random key compare in a time that tells nothing, whatever was sent.
  const key = randomBytes(32);
  const digest = (text: string) => createHmac('sha256', key).update(text).digest();
  const digests = new Map(servers.map((each) => [each.client_id, digest(each.client_secret)]));
  const nobody = randomBytes(32);

  return ({ raw, headers }, form) => {
    if (authorizesTwice(raw.rawHeaders)) {
      throw new OAuthFailure('invalid_request', 'There is more than one Authorization header');
    }
    const basic = basicCredentials(headers.authorization);
    const inBody = { id: form.get('client_id'), secret: form.get('client_secret') };
    if (basic && (inBody.secret !== undefined || (inBody.id ?? basic.id) !== basic.id)) {
      throw new OAuthFailure('invalid_request', 'The client identifies itself in two ways');
    }
    const { id, secret } = basic ?? inBody;
    if (secret === undefined) {
      if (id === undefined || id === clientId) return 'public';
    } else if (timingSafeEqual(digest(secret), digests.get(id ?? '') ?? nobody)) {
      return 'resource server';
    }
    throw unknownClient();
  };
}

export const unknownClient = () =>
  new OAuthFailure('invalid_client', 'The client is unknown or did not prove who it is');

/** Both halves are form-encoded, which lets an id have a colon; another scheme counts as none. */
function basicCredentials(header = ''): { id: string; secret: string } | undefined {
  const [scheme = '', encoded = '', ...more] = header.trim().split(/\s+/);
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  if (colon < 0 || more.length > 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(encoded))
    throw unknownClient();
  try {
    return {
      id: decodeFormPart(text.slice(0, colon)),
      secret: decodeFormPart(text.slice(colon + 1)),
    };
  } catch {
    throw unknownClient();
  }
}
