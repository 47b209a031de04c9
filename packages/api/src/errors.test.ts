import { type ErrorCode, errors } from '@profile/contract';
import { DatabaseUnavailable } from '@profile/db';
import { TRPCError } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { describe, expect, it } from 'vitest';
import { asFailure, Failure, invalid } from './errors.js';

const secret = 'SELECT secret FROM users';
const trpc = (code: TRPCError['code'], cause?: unknown) =>
  new TRPCError({ code, message: secret, cause });

describe('asFailure', () => {
  it.each<[string, unknown, ErrorCode]>([
    ['an Error', new Error(secret), 'internal_error'],
    ['an Error with a cause', new Error('x', { cause: new Error(secret) }), 'internal_error'],
    ['a text', secret, 'internal_error'],
    ['nothing', undefined, 'internal_error'],
    ['null', null, 'internal_error'],
    ['an object', { message: secret, code: 'not_found' }, 'internal_error'],
    ['a TypeError in tRPC', trpc('INTERNAL_SERVER_ERROR', new TypeError(secret)), 'internal_error'],
    ['an unforeseen code of tRPC', trpc('CONFLICT'), 'internal_error'],
    ['an unknown procedure', trpc('NOT_FOUND'), 'not_found'],
    ['a wrong method', trpc('METHOD_NOT_SUPPORTED'), 'method_not_allowed'],
    ['a large body', trpc('PAYLOAD_TOO_LARGE'), 'body_too_large'],
    ['a body that is no JSON', trpc('PARSE_ERROR'), 'malformed_request'],
    ['a bad request', trpc('BAD_REQUEST'), 'malformed_request'],
    ['another media type', trpc('UNSUPPORTED_MEDIA_TYPE'), 'malformed_request'],
    ['a database that is away', new DatabaseUnavailable(new Error(secret)), 'unavailable'],
    [
      'a database that is away, in tRPC',
      trpc('INTERNAL_SERVER_ERROR', new DatabaseUnavailable(new Error(secret))),
      'unavailable',
    ],
  ])('turns %s into a failure that tells nothing', (_, thrown, code) => {
    const failure = asFailure(thrown);
    const { status, detail } = errors[code];
    expect(failure).toMatchObject({ reason: code, status, message: detail });
    expect(failure.body).toEqual({ detail, code });
    if (code === 'unavailable') expect(failure.details.retryAfter).toBe(1);
  });

  it('keeps the cause for the log', () => {
    const error = new Error(secret);
    expect(asFailure(error).cause).toBe(error);
  });

  it('gives a failure back as it is, also out of an error of tRPC', () => {
    const failure = new Failure('stale_version');
    expect(asFailure(failure)).toBe(failure);
    expect(asFailure(trpc('INTERNAL_SERVER_ERROR', failure))).toBe(failure);
  });
});

describe('a failure', () => {
  it.each(Object.keys(errors) as ErrorCode[])('by the code %s has its status', (code) => {
    const failure = new Failure(code);
    expect(failure.status).toBe(errors[code].status);
    expect(failure.body).toEqual({ detail: errors[code].detail, code });
    expect(getHTTPStatusCodeFromError(failure)).toBe(failure.status);
  });

  it('may say another sentence', () => {
    const detail = 'There was an error parsing the body';
    const failure = new Failure('malformed_request', { detail });
    expect(failure.body).toEqual({ detail, code: 'malformed_request' });
  });

  it('of validation has exactly the body of an HTTPValidationError', () => {
    const fault = { type: 'value_error', loc: ['body', 'x'], msg: 'Value error, no' };
    expect(invalid(fault).body).toStrictEqual({ detail: [fault] });
    expect(invalid(fault).status).toBe(422);
  });
});
