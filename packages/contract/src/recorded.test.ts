import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { logoutRequest, refreshRequest, registerRequest } from './auth/auth.js';
import { changePasswordRequest } from './password/password.js';
import { updateProfileRequest } from './profile/profile.js';
import { type HTTPValidationError, validationErrors } from './validation.js';

interface Recorded {
  name: string;
  method: string;
  path: string;
  content_type: string | null;
  body: string;
  body_encoding: 'utf8';
  status: number;
  response: HTTPValidationError | null;
}

const schemas: Record<string, z.ZodType> = {
  'PATCH /api/v1/me': updateProfileRequest,
  'POST /api/v1/me/password': changePasswordRequest,
  'POST /api/v1/auth/register': registerRequest,
  'POST /api/v1/auth/refresh': refreshRequest,
  'POST /api/v1/auth/logout': logoutRequest,
};

const file = new URL('../../../tests/fixtures/fastapi.json', import.meta.url);
const recorded = JSON.parse(readFileSync(file, 'utf8')) as Recorded[];

// What the content type, the parser or a cookie decides is for the doors to test.
const cases = recorded.flatMap((one) => {
  const schema = schemas[`${one.method} ${one.path}`];
  if (one.name === 'refresh: nothing') return [];
  if (!schema || !/^application\/(.+\+)?json(;|$)/i.test(one.content_type ?? '')) return [];
  try {
    return [{ ...one, schema, input: JSON.parse(one.body) as unknown }];
  } catch {
    return [];
  }
});

const comparable = (detail: HTTPValidationError['detail']) =>
  detail.map(({ type, loc, msg }) => ({
    type,
    loc,
    msg: type === 'value_error' ? msg.split(/[:,]/, 1)[0] : msg,
  }));

describe('FastAPI’s recorded answers are ours', () => {
  it.each(cases)('$method $path: $name', ({ schema, input, status, response }) => {
    const { error } = schema.safeParse(input);
    const detail = error ? validationErrors(error, input) : [];
    expect(comparable(detail)).toEqual(comparable(response?.detail ?? []));
    expect(error ? 422 : 200).toBe(status);
  });

  it('in every case whose body a schema judges', () => {
    expect(new Set(cases.map(({ method, path }) => `${method} ${path}`))).toEqual(
      new Set(Object.keys(schemas)),
    );
    expect(cases).toHaveLength(105);
  });
});
