import { asFailure, Failure } from '@profile/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Problem, Unauthenticated } from './bearer.js';
import type { CreateContext } from './context.js';
import { logFailure } from './log.js';
import { operations } from './procedures.js';
import { json } from './rest.js';

const path = '/api/profile/';
const allow = 'POST, OPTIONS';

/** The one endpoint of Django-style clients. As there, authentication comes before everything else. */
export function legacyRoutes(app: FastifyInstance, createContext: CreateContext): void {
  const operation = operations.find(({ meta }) => meta.openapi.path === path);
  if (!operation) throw new Error('The legacy operation is missing');

  app.route({
    method: ['POST'],
    url: path,
    errorHandler: sendLegacyFailure,
    handler: async (request, reply) => {
      request.operation = operation.name;
      const output = await operation.call(createContext(request, reply), async () => undefined);
      return json(reply.header('allow', allow), output);
    },
    config: { otherMethods },
  });

  async function otherMethods(request: FastifyRequest, reply: FastifyReply) {
    try {
      await createContext(request, reply).authenticate();
      if (request.method !== 'OPTIONS') throw new Failure('method_not_allowed');
      return json(reply.header('allow', allow), {
        name: 'Profile',
        description: 'Retrieve the authenticated user profile information',
        renders: ['application/json'],
        parses: ['application/json'],
      });
    } catch (error) {
      return sendLegacyFailure(error, request, reply);
    }
  }
}

/** What a failure looks like on this door: Django REST framework's shape. */
function sendLegacyFailure(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  reply.header('allow', allow);
  if (!request.raw.complete) reply.header('connection', 'close');
  const failure = asFailure(error);
  logFailure(request, failure);
  if (error instanceof Unauthenticated) {
    const [status, body] = problems[error.problem];
    if (status === 401) reply.header('www-authenticate', 'Bearer realm="api"');
    return json(reply.code(status), body);
  }
  if (failure.details.retryAfter !== undefined) {
    reply.header('retry-after', failure.details.retryAfter);
  }
  return json(
    reply.code(failure.status),
    failure.status === 405
      ? { detail: `Method "${request.method}" not allowed.` }
      : { error: failure.message },
  );
}

const notValid = (message: string) =>
  [
    401,
    {
      detail: 'Given token not valid for any token type',
      code: 'token_not_valid',
      messages: [{ token_class: 'AccessToken', token_type: 'access', message }],
    },
  ] as const;

const badHeader = [
  401,
  {
    detail: 'Authorization header must contain two space-delimited values',
    code: 'bad_authorization_header',
  },
] as const;

/** What Django REST framework and simplejwt answer to each, word for word. */
export const problems: Record<Problem, readonly [status: number, body: object]> = {
  missing: [401, { detail: 'Authentication credentials were not provided.' }],
  empty: badHeader,
  malformed: badHeader,
  expired: notValid('Token is expired'),
  invalid: notValid('Token is invalid'),
  gone: [404, { error: 'The user cannot be found in the database.' }],
  inactive: [401, { detail: 'User is inactive', code: 'user_inactive' }],
};
