import { getCountries, getCountryCallingCode, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { describe, expect, it } from 'vitest';
import { validationErrors } from '../validation.js';
import { nationalNumber } from './phone.js';
import { updateProfileRequest } from './profile.js';

function answer(phone: unknown) {
  const { data, error } = updateProfileRequest.safeParse({ phone });
  return error ? validationErrors(error, { phone })[0]?.msg : data?.phone;
}

describe('phone', () => {
  it.each([
    ['+4930901820', '+4930901820'],
    ['+49 30 901820', '+4930901820'],
    ['  +49 30 901820\n', '+4930901820'],
    ['+49 (0) 30 901820', '+4930901820'],
    ['+1 (650) 253-0000', '+16502530000'],
    ['+1.650.253.0000', '+16502530000'],
    ['+1 [650] 253-0000', '+16502530000'],
    ['+39 06 6982 3456', '+390669823456'],
    ['+54 9 11 2345 6789', '+5491123456789'],
    ['+225 01 23 45 67 89', '+2250123456789'],
    ['+800 1234 5678', '+80012345678'],
  ])('keeps %j as %s', (value, kept) => {
    expect(answer(value)).toBe(kept);
  });

  it.each([
    ['nothing', ''],
    ['only a plus', '+'],
    ['the national form', '030 901820'],
    ['the national form of a caller in the USA', '(650) 253-0000'],
    ['an international prefix instead of the plus', '0049 30 901820'],
    ['two pluses', '++49 30 901820'],
    ['an extension', '+1 650 253 0000 ext. 5'],
    ['a short extension', '+16502530000x5'],
    ['an extension after a hash', '+16502530000#5'],
    ['an extension as RFC 3966 has it', '+16502530000;ext=5'],
    ['a URI', 'tel:+4930901820'],
    ['letters', '+1 800 FLOWERS'],
    ['words around', 'call +4930901820'],
    ['two numbers', '+4930901820, +4930901821'],
    ['a line break inside', '+49\n30 901820'],
    ['digits of another script', '+٤٩30901820'],
    ['a full-width plus', '＋4930901820'],
    ['a direction override around', '\u202a+4930901820\u202c'],
    ['too many separators', `+49${' '.repeat(40)}30901820`],
  ])('refuses %s', (_, value) => {
    expect(answer(value)).toBe(
      'Value error, A phone number starts with + and its country code, such as +49 30 901820',
    );
  });

  it.each([
    ['one digit too many', '+1 650 253 00000'],
    ['one digit too few', '+1 650 253 000'],
    ['an unknown country code', '+999 123456'],
    ['an area that does not exist', '+1 000 000 0000'],
    ['possible but not valid', '+1 555 555 5555'],
    ['an emergency number', '+1 911'],
    ['separators only', '+ ( ) --'],
  ])('refuses %s', (_, value) => {
    expect(answer(value)).toBe(
      'Value error, This phone number does not exist in the numbering plan of its country',
    );
  });

  it.each([4930901820, true, ['+4930901820']])('coerces nothing: %j', (value) => {
    expect(answer(value)).toBe('Input should be a valid string');
  });
});

it.each([
  [null, null],
  ['+4930901820', '30901820'],
  ['+16502530000', '6502530000'],
  ['+390669823456', '0669823456'],
  ['+5491123456789', null],
  ['+80012345678', '12345678'],
])('nationalNumber of %s is %s', (e164, national) => {
  expect(nationalNumber(e164)).toBe(national);
});

it('nationalNumber knows the country code of every numbering plan', () => {
  const countries = getCountries();
  expect(countries.length).toBeGreaterThan(200);
  for (const country of countries) {
    const code = getCountryCallingCode(country);
    expect([code, nationalNumber(`+${code}1234567890`)]).toEqual([code, '1234567890']);
    const { number, nationalNumber: national } = getExampleNumber(country, examples) ?? {};
    if (number && national && national.length <= 10) {
      expect([number, nationalNumber(number)]).toEqual([number, national]);
    }
  }
});
