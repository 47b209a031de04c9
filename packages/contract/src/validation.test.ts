import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { logoutRequest, registerRequest } from './auth/auth.js';
import { changePasswordRequest } from './password/password.js';
import { updateProfileInput, updateProfileRequest } from './profile/profile.js';
import { httpValidationError, validationErrors, valueError } from './validation.js';

function faults(schema: z.ZodType, body: unknown) {
  const { error } = schema.safeParse(body);
  return error ? validationErrors(error, body) : [];
}

const extra = (name: string) => ({
  type: 'extra_forbidden',
  loc: ['body', name],
  msg: 'Extra inputs are not permitted',
});

describe('a fault of one field is said in the words of pydantic', () => {
  const passwords = { current_password: 'a', new_password: 'quiet-lantern-58-harbor' };
  const account = { email: 'ada@example.com', password: 'violet-anchor-73-mosaic' };
  const requests = [
    [updateProfileInput, {}],
    [changePasswordRequest, passwords],
    [registerRequest, account],
    [logoutRequest, {}],
  ] as const;
  const bidi = 'Value error, The text contains a control or bidirectional override character';

  it.each<[field: string, value: unknown, type: string, msg: string]>([
    ['new_password', undefined, 'missing', 'Field required'],
    ['new_password', null, 'string_type', 'Input should be a valid string'],
    ['username', null, 'string_type', 'Input should be a valid string'],
    ['first_name', 1, 'string_type', 'Input should be a valid string'],
    ['new_password', 'short', 'string_too_short', 'String should have at least 8 characters'],
    ['first_name', '', 'string_too_short', 'String should have at least 1 character'],
    ['first_name', 'x'.repeat(201), 'string_too_long', 'String should have at most 200 characters'],
    ['first_name', 'a\u0007b', 'value_error', bidi],
    ['first_name', 'a\0b', 'value_error', 'Value error, The text contains a NUL character'],
    ['first_name', '\ud800', 'value_error', 'Value error, The text contains a lone surrogate'],
    [
      'phone',
      'x',
      'value_error',
      'Value error, A phone number starts with + and its country code, such as +49 30 901820',
    ],
    [
      'locale',
      'x',
      'value_error',
      'Value error, A locale is a well-formed BCP 47 language tag, such as en-US',
    ],
    [
      'timezone',
      'x',
      'value_error',
      'Value error, A time zone is a name of the IANA database, such as Europe/Berlin',
    ],
    [
      'username',
      'a@b',
      'value_error',
      'Value error, A username has only ASCII letters, digits, underscores, periods, plus signs and hyphens',
    ],
    [
      'email',
      'ada',
      'value_error',
      'value is not a valid email address: An email address must have an @-sign.',
    ],
    ['scope', 'ALL', 'literal_error', "Input should be 'current', 'others' or 'all'"],
    ['scope', null, 'literal_error', "Input should be 'current', 'others' or 'all'"],
    // Once the first of these two was a number_type.
    ['expected_version', '7', 'int_type', 'Input should be a valid integer'],
    ['expected_version', 1.5, 'int_type', 'Input should be a valid integer'],
    [
      'expected_version',
      2 ** 60,
      'less_than_equal',
      'Input should be less than or equal to 9007199254740991',
    ],
  ])('%s %j: %s', (field, value, type, msg) => {
    const [schema, rest] = requests.find(([{ shape }]) => field in shape) ?? requests[0];
    expect(faults(schema, { ...rest, [field]: value })).toEqual([
      { type, loc: ['body', field], msg },
    ]);
  });

  it('and our later rules are worded alike', () => {
    expect(valueError('new_password', 'This is the current password')).toEqual({
      type: 'value_error',
      loc: ['body', 'new_password'],
      msg: 'Value error, This is the current password',
    });
  });
});

describe('a fault of the whole body is said once', () => {
  it.each([undefined, null])('%j is missing', (body) => {
    const missing = { type: 'missing', loc: ['body'], msg: 'Field required' };
    expect(faults(updateProfileRequest, body)).toEqual([missing]);
    expect(faults(changePasswordRequest, body)).toEqual([missing]);
  });

  it.each([[[]], [[{ first_name: 'A' }]], ['x'], [''], [1], [0], [true], [false]])(
    '%j is no object',
    (body) => {
      const msg = 'Input should be a valid dictionary or object to extract fields from';
      expect(faults(changePasswordRequest, body)).toEqual([
        { type: 'model_attributes_type', loc: ['body'], msg },
      ]);
    },
  );
});

describe('all faults come together', () => {
  it("in the schema's field order, unknown fields last in the order they came in", () => {
    const body = { zzz: 1, timezone: 1, aaa: 1, locale: 'x', last_name: '', first_name: [] };
    expect(faults(updateProfileRequest, body).map(({ type, loc }) => [loc[1], type])).toEqual([
      ['first_name', 'string_type'],
      ['last_name', 'string_too_short'],
      ['locale', 'value_error'],
      ['timezone', 'string_type'],
      ['zzz', 'extra_forbidden'],
      ['aaa', 'extra_forbidden'],
    ]);
  });

  it('one item a field, however many rules it breaks', () => {
    const body = { first_name: `\0\u202e${'x'.repeat(201)}`, phone: '\0' };
    expect(faults(updateProfileRequest, body).map(({ loc }) => loc)).toEqual([
      ['body', 'first_name'],
      ['body', 'phone'],
    ]);
    const twice = z.strictObject({ a: z.string().min(3).max(1) });
    expect(faults(twice, { a: 'ab' }).map(({ type }) => type)).toEqual(['string_too_short']);
  });

  it('each with type, loc and msg in that order, and never with what was sent', () => {
    const body = { current_password: ['hunter2'], new_password: 'hunter2', other: 'hunter2' };
    const detail = faults(changePasswordRequest, body);
    expect(detail.map(Object.keys)).toEqual(detail.map(() => ['type', 'loc', 'msg']));
    expect(JSON.stringify(detail)).not.toContain('hunter2');
    expect(httpValidationError.parse({ detail })).toEqual({ detail });
  });
});

describe('an unknown field is refused', () => {
  it.each([
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    '',
    '0',
    'First_Name',
    'firstName',
    'first_name ',
    'is_staff',
    'id',
    'email',
    'version',
    'expected_version',
    '\ud800',
  ])('when it is called %j', (name) => {
    const body: unknown = JSON.parse(`{ ${JSON.stringify(name)}: { "is_staff": true } }`);
    expect(faults(updateProfileRequest, body)).toEqual([extra(name)]);
  });

  it('even when its value is null', () => {
    expect(faults(updateProfileRequest, { zzz: null })).toEqual([extra('zzz')]);
  });

  it('beside a field that is missing', () => {
    expect(faults(changePasswordRequest, { current_password: 'a', newPassword: 'b' })).toEqual([
      { type: 'missing', loc: ['body', 'new_password'], msg: 'Field required' },
      extra('newPassword'),
    ]);
  });
});
