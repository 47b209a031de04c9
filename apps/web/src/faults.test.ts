import { registerRequest, updateProfileRequest, validationErrors } from '@profile/contract';
import { ProfileError } from '@profile/sdk';
import { describe, expect, it } from 'vitest';
import { type Fault, faultsOf, validationFaults } from './faults.js';
import type { Speech } from './language.js';

/** Says what it was asked to say. */
const keys: Speech = {
  locale: 'en',
  say: (text) => text,
  count: (text, count) => `${text} ${count}`,
  duration: (seconds) => `${seconds} s`,
  ago: (time) => time,
  moment: (time) => time,
};
const said = (faults: Record<string, Fault>) =>
  Object.fromEntries(Object.entries(faults).map(([name, fault]) => [name, fault(keys)]));

describe('what the contract finds wrong', () => {
  it.each([
    ['ada', 'fault.email_at'],
    ['@example.com', 'fault.email_local'],
    ['a..b@example.com', 'fault.email_local'],
    ['ada@', 'fault.email_domain'],
    ['ada@-x.example', 'fault.email_domain'],
    ['ada@localhost', 'fault.email_domain'],
    ['ada@example.com.', 'fault.email_domain'],
    [`${'a'.repeat(65)}@example.com`, 'fault.email_long'],
    [undefined, 'fault.missing'],
  ])('is said of the address %s as %s', (email, key) => {
    const body = { email, password: 'violet-anchor-73-mosaic' };
    const { error } = registerRequest.safeParse(body);
    expect(said(validationFaults(error ? validationErrors(error, body) : []))).toEqual({
      email: key,
    });
  });

  it.each([
    ['phone', '12345', 'fault.phone_form'],
    ['phone', '+49 1', 'fault.phone_plan'],
    ['locale', 'en_US', 'fault.locale'],
    ['timezone', 'Mars/Olympus', 'fault.timezone'],
    ['first_name', ' ', 'fault.missing'],
    ['first_name', 'a\u0007b', 'fault.control'],
    ['first_name', 'x'.repeat(201), 'fault.too_long 200'],
  ])('is said of %s %j as %s', (field, value, key) => {
    const body = { [field]: value };
    const { error } = updateProfileRequest.safeParse(body);
    expect(said(validationFaults(error ? validationErrors(error, body) : []))).toEqual({
      [field]: key,
    });
  });
});

it.each([
  ['The picture must be a JPEG, PNG, WebP, GIF or AVIF file', 'fault.picture_format'],
  ['The picture must have at most 8 megapixels', 'fault.picture_pixels'],
  ['The picture takes too long to process; send a smaller one', 'fault.picture_slow'],
  ['The picture can’t be read; it is damaged or not what it seems', 'fault.picture_broken'],
])('of a picture it is said: %s', (sentence, key) => {
  const loc = ['body', 'avatar'];
  const detail = [{ type: 'value_error', loc, msg: `Value error, ${sentence}` }];
  const { fields } = faultsOf(new ProfileError('validation_error', { detail }), ['avatar']);
  expect(said(fields)).toEqual({ avatar: key });
});

describe('what a call fails with', () => {
  const fields = ['email', 'current_password'];

  it('stands beside the field that it is about', () => {
    const { fields: found, form } = faultsOf(new ProfileError('email_taken'), fields);
    expect([said(found), form]).toEqual([{ email: 'error.email_taken' }, undefined]);
  });

  it('stands above the form when it has no such field', () => {
    const { fields: found, form } = faultsOf(new ProfileError('username_taken'), fields);
    expect([found, form?.(keys)]).toEqual([{}, 'error.username_taken']);
  });

  it('is something for whatever was thrown', () => {
    expect(faultsOf(new TypeError('x'), fields).form?.(keys)).toBe('error.other');
  });
});
