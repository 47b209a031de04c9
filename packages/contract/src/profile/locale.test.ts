import { describe, expect, it } from 'vitest';
import { validationErrors } from '../validation.js';
import { updateProfileRequest } from './profile.js';

function answer(locale: unknown) {
  const { data, error } = updateProfileRequest.safeParse({ locale });
  return error ? validationErrors(error, { locale })[0]?.msg : data?.locale;
}

describe('locale', () => {
  it.each([
    ['en', 'en'],
    ['EN-us', 'en-US'],
    ['zh-hans-cn', 'zh-Hans-CN'],
    ['de-de-1996', 'de-DE-1996'],
    ['es-419', 'es-419'],
    ['en-US-u-ca-gregory', 'en-US-u-ca-gregory'],
    ['en-x-Team', 'en-x-team'],
    ['iw', 'he'],
    ['sh', 'sr-Latn'],
    ['und', 'und'],
  ])('keeps %s as %s', (value, kept) => {
    expect(answer(value)).toBe(kept);
  });

  it.each([
    '',
    'C',
    'root',
    'en_US',
    'en_US.UTF-8',
    'en-',
    '-en',
    'en US',
    ' en',
    'en\n',
    '*',
    'en-US,de',
    'en;q=0.8',
    'i-klingon',
    'x-private',
    'de-1996-1996',
    'en-u-ca-gregory-u-ca-buddhist',
    'constructor',
    '__proto__',
    'en-\u017f\u017f',
    '\u212ao',
    'ｅｎ',
    '😀',
  ])('refuses %j', (value) => {
    expect(answer(value)).toBe(
      'Value error, A locale is a well-formed BCP 47 language tag, such as en-US',
    );
  });

  it('refuses a well-formed tag of over 100 characters', () => {
    expect(answer(`en-x${'-abcdefgh'.repeat(11)}`)).toBe(
      'String should have at most 100 characters',
    );
  });

  it.each([1, true, ['en'], { language: 'en' }])('coerces nothing: %j', (value) => {
    expect(answer(value)).toBe('Input should be a valid string');
  });
});
