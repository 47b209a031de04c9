import { asFailure } from '@profile/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { asHttpFailure } from '../http-faults.js';
import { logFailure, noteRefusal } from '../log.js';
import { json } from '../rest.js';

/** The errors of RFC 6749, section 5.2. */
type OAuthError =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope';

/** A refusal in the words of OAuth. The sentence goes to the client and repeats nothing it sent. */
export class OAuthFailure extends Error {
  constructor(
    readonly error: OAuthError,
    sentence: string,
  ) {
    super(sentence);
  }
}

/** What a failure looks like on these doors: RFC 6749's shape. */
export function sendOAuthFailure(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  // What is left of a body that nobody reads would come before the next request.
  if (!request.raw.complete) reply.header('connection', 'close');
  if (error instanceof OAuthFailure) {
    noteRefusal(request, error.error);
    const unknownClient = error.error === 'invalid_client';
    if (unknownClient) reply.header('www-authenticate', 'Basic realm="oauth", charset="UTF-8"');
    return say(reply.code(unknownClient ? 401 : 400), error.error, error.message);
  }
  const failure = asFailure(asHttpFailure(error));
  const { status, message, details } = failure;
  logFailure(request, failure);
  if (details.retryAfter !== undefined) reply.header('retry-after', details.retryAfter);
  return say(reply.code(status), names[status] ?? 'invalid_request', message);
}

/** Section 5.2 has no word for these; section 4.1.2.1 has. */
const names: Partial<Record<number, string>> = {
  429: 'temporarily_unavailable',
  500: 'server_error',
  503: 'temporarily_unavailable',
};

function say(reply: FastifyReply, error: string, error_description: string): FastifyReply {
  return json(reply, { error, error_description });
}
