import { describe, expect, it } from 'vitest';
import { validationErrors } from '../validation.js';
import { changePasswordRequest } from './password.js';

function answer(field: 'current_password' | 'new_password', value: unknown) {
  const body = { current_password: 'violet-anchor', new_password: 'quiet-lantern', [field]: value };
  const { data, error } = changePasswordRequest.safeParse(body);
  return error ? validationErrors(error, body)[0]?.msg : data?.[field];
}

describe('a new password', () => {
  it.each([
    ['8 characters', 'aaaaaaaa', 'aaaaaaaa'],
    ['256 characters', 'x'.repeat(256), 'x'.repeat(256)],
    ['8 astral characters', '😀'.repeat(8), '😀'.repeat(8)],
    ['256 astral characters', '😀'.repeat(256), '😀'.repeat(256)],
    ['outer spaces', '  spaces  ', '  spaces  '],
    ['spaces only', ' '.repeat(8), ' '.repeat(8)],
    ['control characters', 'tab\tbell\u0007', 'tab\tbell\u0007'],
    ['compatibility characters, as NFKC has them', 'ﬁｐａｓｓ①２', 'fipass12'],
    ['decomposed letters, joined', 'e\u0301'.repeat(256), 'é'.repeat(256)],
    [
      'four times as many marks as characters',
      'α\u0313\u0300\u0345'.repeat(256),
      '\u1f82'.repeat(256),
    ],
    ['8 characters only after NFKC', '\ufb03\ufb03\ufb03', 'ffiffiffi'],
  ])('may have %s', (_, value, kept) => {
    expect(answer('new_password', value)).toBe(kept);
  });

  it.each([
    ['nothing', '', 'least 8 characters'],
    ['7 characters', 'aaaaaaa', 'least 8 characters'],
    ['7 astral characters, 14 UTF-16 units', '😀'.repeat(7), 'least 8 characters'],
    ['8 code points that NFKC makes 4', 'e\u0301'.repeat(4), 'least 8 characters'],
    ['257 characters', 'x'.repeat(257), 'most 256 characters'],
    ['15 characters that NFKC makes 270', '\ufdfa'.repeat(15), 'most 256 characters'],
    ['50 000 marks', '\u0301\u0316'.repeat(25_000), 'most 256 characters'],
  ])('may not have %s', (_, value, words) => {
    expect(answer('new_password', value)).toBe(`String should have at ${words}`);
  });
});

describe('a claimed password', () => {
  it.each([
    ['nothing', '', ''],
    ['a short one', 'a', 'a'],
    ['compatibility characters, as NFKC has them', 'ｐａｓｓ', 'pass'],
    ['one that is too long to be right', 'x'.repeat(5000), 'x'.repeat(5000)],
  ])('may be %s', (_, value, kept) => {
    expect(answer('current_password', value)).toBe(kept);
  });

  // Once, a sign-in with this stopped the process for two seconds.
  it('of 50 000 marks is passed on at once', () => {
    const marks = `a${'\u0301\u0316\u0327\u0334'.repeat(12_500)}`;
    const start = performance.now();
    expect(answer('current_password', marks)).toBe(marks);
    expect(performance.now() - start).toBeLessThan(300);
  });
});

describe.each(['current_password', 'new_password'] as const)('%s', (field) => {
  it.each([
    ['a lone surrogate', 'password\ud800', 'Value error, The text contains a lone surrogate'],
    ['a NUL', 'password\0', 'Value error, The text contains a NUL character'],
    ['null', null, 'Input should be a valid string'],
    ['a number', 12345678, 'Input should be a valid string'],
    ['a list', ['password'], 'Input should be a valid string'],
    ['undefined', undefined, 'Field required'],
  ])('may not be or have %s', (_, value, msg) => {
    expect(answer(field, value)).toBe(msg);
  });
});
