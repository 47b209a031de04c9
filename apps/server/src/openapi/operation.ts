import { type ErrorCode, errors } from '@profile/contract';
import type { Operation } from '../procedures.js';
import { jsonSchema } from './schemas.js';

/** Enough of an OpenAPI object to build one. */
type Part = Record<string, unknown>;

const ref = (name: string): Part => ({ $ref: `#/components/schemas/${name}` });
const header = (description: string, schema: Part = { type: 'string' }): Part => ({
  description,
  schema,
});
const requestId = { 'X-Request-Id': header('Names this request in the log') };
const entityTag = { ETag: header('The version, quoted: `"7"`') };
const retryAfter = {
  'Retry-After': header('Seconds to wait', { type: 'integer', minimum: 0 }),
};
const challenge = { 'WWW-Authenticate': header('What was wrong with the token (RFC 6750)') };

/** One operation of the document, with our names for its body and our failures as its responses. */
export function finishOperation(
  operation: Operation,
  written: { tags?: string[]; summary?: string; description?: string },
  schemas: Record<string, object>,
): Part {
  const { meta, name, body, bodyRequired } = operation;
  const { tags, summary, description } = written;
  return {
    operationId: name.replace('.', '_'),
    summary,
    description: meta.scope ? `${description}\n\nScope: \`${meta.scope}\`` : description,
    tags,
    security: meta.signedIn ? [{ bearer: [] }] : [],
    ...(meta.versioned && { parameters: [condition(meta.openapi.method)] }),
    ...(body && {
      requestBody: {
        required: bodyRequired,
        content: { 'application/json': { schema: named(body, schemas) } },
      },
    }),
    responses: {
      ...success(operation),
      ...(isLegacy(operation) ? legacyFailures() : failures(operation)),
    },
  };
}

function named(schema: NonNullable<Operation['body']>, schemas: Record<string, object>): Part {
  const id = schema.meta()?.id;
  if (id === undefined) throw new Error('A request body needs a name: give its schema an id');
  schemas[id] = jsonSchema(schema, 'input');
  return ref(id);
}

function condition(method: string): Part {
  const [name, description] =
    method === 'GET'
      ? ['If-None-Match', 'Entity tags you have; if one is current the answer is 304']
      : ['If-Match', 'The entity tag you read; if it is not current any more the answer is 412'];
  return { name, in: 'header', required: false, description, schema: { type: 'string' } };
}

function success({ meta, output }: Operation): Part {
  if (meta.status === 204) return { 204: { description: 'Done', headers: requestId } };
  const headers = { ...requestId, ...(meta.versioned && entityTag) };
  const id = output.meta()?.id;
  return {
    [meta.status ?? 200]: {
      description: output.meta()?.description ?? 'Done',
      headers,
      content: { 'application/json': { schema: id ? ref(id) : jsonSchema(output, 'output') } },
    },
    ...(meta.versioned &&
      meta.openapi.method === 'GET' && {
        304: { description: 'You have the current version', headers },
      }),
  };
}

/** What an operation can fail with, by its guards, its input and itself. */
function failuresOf({ meta, body }: Operation): ErrorCode[] {
  return [
    ...(meta.signedIn ? (['not_authenticated', 'invalid_token'] as const) : []),
    ...(meta.scope ? (['insufficient_scope'] as const) : []),
    ...(body ? (['malformed_request', 'body_too_large', 'validation_error'] as const) : []),
    ...(meta.errors ?? []),
    'internal_error',
    'unavailable',
  ];
}

function failures(operation: Operation): Part {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of failuresOf(operation)) {
    const { status } = errors[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [status, failure(status, codes)]),
  );
}

function failure(status: number, codes: ErrorCode[]): Part {
  const headers = {
    ...requestId,
    ...((status === 429 || status === 503) && retryAfter),
    ...((status === 401 || status === 403) && challenge),
  };
  if (status === 422) {
    return {
      description: 'The request is not valid: every fault, at once',
      headers,
      content: { 'application/json': { schema: ref('HTTPValidationError') } },
    };
  }
  const examples = Object.fromEntries(
    codes.map((code) => [code, { value: { detail: errors[code].detail, code } }]),
  );
  return {
    description: codes.map((code) => `\`${code}\`: ${errors[code].detail}`).join('\n\n'),
    headers,
    content: { 'application/json': { schema: ref('Error'), examples } },
  };
}

function isLegacy({ meta }: Operation): boolean {
  return meta.openapi.tags?.includes('Legacy') ?? false;
}

function legacyFailures(): Part {
  const answer = (description: string, more: Part = {}): Part => ({
    description,
    headers: { ...requestId, ...more },
    content: { 'application/json': { schema: ref('LegacyError') } },
  });
  return {
    401: answer('No token, a bad one, or an inactive user', challenge),
    403: answer('The token lacks the scope'),
    404: answer('The user cannot be found in the database'),
    500: answer('Internal server error'),
    503: answer('The service is unavailable', retryAfter),
  };
}
