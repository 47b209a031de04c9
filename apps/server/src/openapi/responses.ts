import { accepted, type ErrorCode, errors, httpValidationError } from '@profile/contract';
import type { z } from 'zod';
import type { Operation } from '../procedures.js';
import { cooldownBody, errorBody } from './errors.js';
import { exampleFaults, exampleOf } from './examples.js';
import { allow, challenge, entityTag, requestId, retryAfter, setCookie } from './headers.js';
import { named, type Part } from './schemas.js';

export function success({ meta, output }: Operation, schemas: Record<string, Part>): Part {
  if (meta.status === 204) {
    const headers = { ...requestId, ...(meta.cookie && setCookie) };
    return { 204: { description: 'Done', headers } };
  }
  const headers = {
    ...requestId,
    ...(meta.versioned && entityTag),
    ...(meta.openapi.tags?.includes('Legacy') && allow),
  };
  const answers = Object.entries(meta.answers ?? { [meta.status ?? 200]: output });
  return {
    ...Object.fromEntries(
      answers.map(([status, schema]) => [
        status,
        {
          description: schema.meta()?.description ?? 'Done',
          headers: { ...headers, ...(meta.cookie && schema !== accepted && setCookie) },
          content: { 'application/json': answerOf(schema, meta.example, schemas) },
        },
      ]),
    ),
    ...(meta.versioned &&
      meta.openapi.method === 'GET' && {
        304: { description: 'You have the current version', headers },
      }),
  };
}

function answerOf(
  output: z.ZodType,
  more: object | undefined,
  schemas: Record<string, Part>,
): Part {
  const schema = named(output);
  return { schema, example: { ...(exampleOf(schema, schemas) as Part), ...more } };
}

export function failures(operation: Operation, schemas: Record<string, Part>): Part {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of failuresOf(operation)) {
    const { status } = errors[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [status, failure(operation, status, codes, schemas)]),
  );
}

/** What an operation can fail with, by its guards, its input and itself. */
function failuresOf({ meta, body }: Operation): ErrorCode[] {
  return [
    ...(meta.signedIn ? (['not_authenticated', 'invalid_token'] as const) : []),
    ...(meta.scope ? (['insufficient_scope'] as const) : []),
    ...(body ? (['malformed_request', 'body_too_large', 'validation_error'] as const) : []),
    ...(meta.errors ?? []),
    'internal_error',
    'busy',
    'unavailable',
  ];
}

function failure(
  { meta, body }: Operation,
  status: number,
  codes: ErrorCode[],
  schemas: Record<string, Part>,
): Part {
  const headers = {
    ...requestId,
    ...((status === 429 || status === 503) && retryAfter),
    ...((status === 401 || codes.includes('insufficient_scope')) && challenge),
    ...(status === 401 && meta.cookie === 'takes' && setCookie),
  };
  if (status === 422) {
    return {
      description: 'The request is not valid: every fault, at once',
      headers,
      content: {
        'application/json': {
          schema: named(httpValidationError),
          ...(body && { example: { detail: exampleFaults(body) } }),
        },
      },
    };
  }
  const says = (code: ErrorCode) => meta.sentences?.[code] ?? errors[code].detail;
  const examples = Object.fromEntries(
    codes.map((code) => [
      code,
      { value: { ...exampleFailure(code, schemas), detail: says(code) } },
    ]),
  );
  return {
    description: codes.map((code) => `\`${code}\`: ${says(code)}`).join('\n\n'),
    headers,
    content: { 'application/json': { schema: bodyOf(codes), examples } },
  };
}

function bodyOf(codes: ErrorCode[]): Part {
  const plain = codes.filter((code) => code !== 'verification_cooldown');
  if (plain.length === 0) return named(cooldownBody);
  // The error that all operations share, with the codes that this one has.
  const code = { type: 'string', enum: plain };
  const body = { allOf: [named(errorBody), { type: 'object', properties: { code } }] };
  return plain.length === codes.length ? body : { anyOf: [body, named(cooldownBody)] };
}

function exampleFailure(code: ErrorCode, schemas: Record<string, Part>): Part {
  const more = code === 'verification_cooldown' && exampleOf(named(cooldownBody), schemas);
  return { ...(more || {}), detail: errors[code].detail, code };
}
