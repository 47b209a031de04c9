import type { Operation } from '../procedures.js';
import { exampleOf } from './examples.js';
import { legacyFailures } from './legacy-failures.js';
import { failures, success } from './responses.js';
import { named, type Part } from './schemas.js';

/** One operation of the document, with our names for its body and our failures as its responses. */
export function finishOperation(
  operation: Operation,
  written: { tags?: string[]; summary?: string; description?: string; parameters?: unknown },
  schemas: Record<string, Part>,
): Part {
  const { meta, name, body, bodyRequired } = operation;
  const { tags, summary, description } = written;
  return {
    operationId: name.replace('.', '_'),
    summary,
    description: meta.scope ? `${description}\n\nScope: \`${meta.scope}\`` : description,
    tags,
    security: waysIn(operation),
    ...(meta.openapi.path.includes('{') && { parameters: written.parameters }),
    // For programs; that a bearer token's scopes may be said in `security` not every tool knows.
    'x-scope': meta.scope,
    ...(meta.versioned && { parameters: [condition(meta.openapi.method)] }),
    ...(body && {
      requestBody: {
        required: bodyRequired,
        content: meta.upload
          ? { 'multipart/form-data': { schema: named(body) } }
          : {
              'application/json': { schema: named(body), example: exampleOf(named(body), schemas) },
            },
      },
    }),
    responses: {
      ...success(operation, schemas),
      ...(tags?.includes('Legacy') ? legacyFailures() : failures(operation, schemas)),
    },
  };
}

/** What lets a caller in; to an empty one the body says who calls. */
function waysIn({ meta }: Operation): Part[] {
  const bearer = meta.signedIn ? [{ bearer: [] }] : [];
  if (meta.cookie !== 'takes') return bearer;
  return [...bearer, { refreshCookie: [] }, ...(meta.signedIn ? [] : [{}])];
}

function condition(method: string): Part {
  const [name, description] =
    method === 'GET'
      ? [
          'If-None-Match',
          'Entity tags you have, such as `"7"`; if one is current the answer is 304',
        ]
      : [
          'If-Match',
          'The entity tag you read, such as `"7"`; if it is not current any more the answer is 412',
        ];
  return { name, in: 'header', required: false, description, schema: { type: 'string' } };
}
