import { describe, expect, it } from 'vitest';
import { registerRequest } from '../auth/auth.js';
import { validationErrors } from '../validation.js';

function answer(field: 'first_name' | 'username', value: unknown) {
  const body = { email: 'ada@example.com', password: 'violet-anchor-73-mosaic', [field]: value };
  const { data, error } = registerRequest.safeParse(body);
  return error ? validationErrors(error, body)[0]?.msg : data?.[field];
}

describe('personName', () => {
  it.each([
    ['an ordinary name', 'Ada', 'Ada'],
    ['one character', '李', '李'],
    ['outer white space', '\t\u00a0 Ada Lovelace \u3000\n', 'Ada Lovelace'],
    ['inner spaces', 'Ada  Lovelace', 'Ada  Lovelace'],
    ['a decomposed letter', 'Zoe\u0308', 'Zoë'],
    ['a ligature, which NFC keeps', 'ﬁ', 'ﬁ'],
    ['a family of emoji', '👩‍👩‍👧', '👩‍👩‍👧'],
    ['right-to-left script with a direction mark', '\u200fעדה', '\u200fעדה'],
    ['markup, which is for the page to escape', '<b>O’Hara</b>', '<b>O’Hara</b>'],
    ['200 letters', 'x'.repeat(200), 'x'.repeat(200)],
    ['200 astral characters', '😀'.repeat(200), '😀'.repeat(200)],
    ['200 letters and outer spaces', `  ${'x'.repeat(200)}  `, 'x'.repeat(200)],
    ['200 letters and as many marks, which NFC joins', 'e\u0301'.repeat(200), 'é'.repeat(200)],
    ['very much outer space', `${' '.repeat(5000)}a`, 'a'],
  ])('keeps %s', (_, value, kept) => {
    expect(answer('first_name', value)).toBe(kept);
  });

  it.each([
    ['nothing', '', 'least 1 character'],
    ['spaces', ' \u2003\ufeff', 'least 1 character'],
    ['201 letters', 'x'.repeat(201), 'most 200 characters'],
    ['201 astral characters', '😀'.repeat(201), 'most 200 characters'],
    ['101 characters that NFC makes 202', '\u0958'.repeat(101), 'most 200 characters'],
    ['50 000 marks', '\u0301\u0316'.repeat(25_000), 'most 200 characters'],
  ])('refuses %s by its length', (_, value, words) => {
    expect(answer('first_name', value)).toBe(`String should have at ${words}`);
  });

  it.each([
    '\u0001',
    '\t',
    '\n',
    '\r',
    '\u001b',
    '\u007f',
    '\u0085',
    '\u009f',
    '\u2028',
    '\u2029',
    '\u202a',
    '\u202b',
    '\u202c',
    '\u202d',
    '\u202e',
    '\u2066',
    '\u2067',
    '\u2068',
    '\u2069',
  ])('refuses %j inside', (character) => {
    expect(answer('first_name', `a${character}b`)).toBe(
      'Value error, The text contains a control or bidirectional override character',
    );
  });
});

describe('username', () => {
  it.each(['ada', 'Ada', '007', '_.+', 'a-b', '---', 'x'.repeat(150)])(
    'keeps %s as typed',
    (value) => {
      expect(answer('username', value)).toBe(value);
    },
  );

  it.each([
    ['ab', 'least 3 characters'],
    ['', 'least 3 characters'],
    ['x'.repeat(151), 'most 150 characters'],
  ])('refuses %j by its length', (value, words) => {
    expect(answer('username', value)).toBe(`String should have at ${words}`);
  });

  it.each([
    'a@b',
    'a b',
    ' ada',
    'ada\n',
    'zoë',
    '\u0430da',
    'ada/x',
    'a\u200bda',
    'ａｄａ',
    '😀😀😀',
  ])('refuses %j', (value) => {
    expect(answer('username', value)).toBe(
      'Value error, A username has only ASCII letters, digits, underscores, periods, plus signs and hyphens',
    );
  });
});
