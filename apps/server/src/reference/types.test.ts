import { expect, it } from 'vitest';
import type { Schema } from './openapi.js';
import { boundsOf, typeOf } from './types.js';

const ref = { $ref: '#/components/schemas/ValidationError' };

it.each<[schema: Schema, type: string]>([
  [{ type: 'string' }, '`string`'],
  [{ type: ['string', 'null'] }, '`string | null`'],
  [{ anyOf: [{ type: 'string', maxLength: 9 }, { type: 'null' }] }, '`string | null`'],
  [{ anyOf: [{ type: 'string' }, { type: 'string', maxLength: 9 }] }, '`string`'],
  [{ type: 'string', format: 'date-time' }, '`string (date-time)`'],
  [{ type: 'string', const: 'Bearer' }, '`"Bearer"`'],
  [{ type: 'string', enum: ['current', 'all'] }, '`"current" | "all"`'],
  [ref, '[ValidationError](#validationerror)'],
  [{ type: 'array', items: ref }, 'array of [ValidationError](#validationerror)'],
  [
    { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'integer' }] } },
    '`array of string | integer`',
  ],
  [{ allOf: [ref, { properties: {} }] }, '[ValidationError](#validationerror)'],
  [{ anyOf: [ref, { type: 'null' }] }, '[ValidationError](#validationerror) | null'],
  [{}, '`anything`'],
])('calls %j %s', (schema, type) => {
  expect(typeOf(schema)).toBe(type);
});

it.each<[schema: Schema, bounds: string]>([
  [{ type: 'string' }, ''],
  [{ minLength: 1, maxLength: 200 }, '1 to 200 characters'],
  [{ minLength: 1 }, 'at least 1 character'],
  [{ maxLength: 100 }, 'at most 100 characters'],
  [{ minLength: 6, maxLength: 6 }, 'exactly 6 characters'],
  [{ minimum: 0 }, 'at least 0'],
  [{ minimum: 1, maximum: 9 }, '1 to 9'],
  [{ anyOf: [{ maxLength: 100 }, { type: 'null' }] }, 'at most 100 characters'],
])('says of %j that it has %s', (schema, bounds) => {
  expect(boundsOf(schema)).toBe(bounds);
});
