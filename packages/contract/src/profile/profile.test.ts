import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { validationErrors } from '../validation.js';
import { profile, updateProfileInput, updateProfileRequest } from './profile.js';

const fields = ['first_name', 'last_name', 'display_name', 'phone', 'locale', 'timezone'] as const;
const good = {
  first_name: 'A',
  last_name: 'B',
  display_name: 'C',
  phone: '+4930901820',
  locale: 'en',
  timezone: 'UTC',
};

describe('updateProfileRequest', () => {
  it('has exactly the fields that a person may change', () => {
    expect(Object.keys(updateProfileRequest.shape)).toEqual(fields);
  });

  it('is a no-op when it is empty', () => {
    expect(updateProfileRequest.parse({})).toStrictEqual({});
  });

  it.each(fields)('leaves %s absent, clears it by null, sets it by a value', (field) => {
    expect(updateProfileRequest.parse({})).not.toHaveProperty(field);
    expect(updateProfileRequest.parse({ [field]: null })).toStrictEqual({ [field]: null });
    expect(updateProfileRequest.parse({ [field]: good[field] })).toStrictEqual({
      [field]: good[field],
    });
  });

  it.each(fields)('coerces nothing in %s', (field) => {
    for (const value of [0, 1, 1.5, true, false, [], ['x'], {}, { a: 1 }]) {
      const body = { [field]: value };
      const { error } = updateProfileRequest.safeParse(body);
      expect(error && validationErrors(error, body)).toEqual([
        { type: 'string_type', loc: ['body', field], msg: 'Input should be a valid string' },
      ]);
    }
  });

  it.each(fields)('does not take an empty %s for null', (field) => {
    expect(updateProfileRequest.safeParse({ [field]: '' }).success).toBe(false);
  });

  it('says its lengths and its nulls in the JSON Schema', () => {
    const { $defs } = z.toJSONSchema(updateProfileRequest, { io: 'input' });
    expect($defs?.UpdateProfileRequest).toMatchObject({
      additionalProperties: false,
      properties: {
        first_name: { anyOf: [{ type: 'string', minLength: 1, maxLength: 200 }, { type: 'null' }] },
      },
    });
    expect($defs?.UpdateProfileRequest).not.toHaveProperty('required');
  });

  it('refuses expected_version, which only tRPC takes', () => {
    const body = { expected_version: 7 };
    expect(updateProfileRequest.safeParse(body).success).toBe(false);
    expect(updateProfileInput.parse({ ...body, ...good })).toEqual({ ...body, ...good });
  });

  it.each([null, '7', 1.5, true])('refuses %j as expected_version', (expected_version) => {
    expect(updateProfileInput.safeParse({ expected_version }).success).toBe(false);
  });
});

describe('profile', () => {
  const row = {
    id: 'usr_01jq2v8m3xfq9t5c7d0a4ke6nb',
    username: 'ada',
    email: 'ada@example.com',
    email_verified: true,
    ...good,
    avatar_url: null,
    created_at: '2026-03-10T14:20:00.000Z',
    updated_at: '2026-03-10T14:20:00.000Z',
    version: 1,
  };

  it('takes a whole row, and one with nothing but the required fields', () => {
    const empty = Object.fromEntries(fields.map((field) => [field, null]));
    expect(profile.parse(row)).toEqual(row);
    expect(profile.parse({ ...row, ...empty })).toEqual({ ...row, ...empty });
  });

  it.each(['password_hash', 'is_staff', 'is_superuser', 'user_id'])('lets no %s out', (column) => {
    expect(profile.safeParse({ ...row, [column]: 1 }).success).toBe(false);
  });

  it.each([
    ['an offset', { created_at: '2026-03-10T14:20:00.000+01:00' }],
    ['no milliseconds', { created_at: '2026-03-10T14:20:00Z' }],
    ['a Date', { created_at: new Date(0) }],
    ['version 0', { version: 0 }],
    ['a numeric id', { id: 1 }],
  ])('refuses %s', (_, change) => {
    expect(profile.safeParse({ ...row, ...change }).success).toBe(false);
  });
});
