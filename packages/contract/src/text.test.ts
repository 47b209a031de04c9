import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { codePoints, normalForm, RuleError, text } from './text.js';
import { validationErrors } from './validation.js';

function answer(field: ReturnType<typeof text>, value: unknown) {
  const body = { field: value };
  const { data, error } = z.strictObject({ field }).safeParse(body);
  return error ? validationErrors(error, body)[0]?.msg : data?.field;
}

const lone = 'Value error, The text contains a lone surrogate';

describe('text', () => {
  it.each([
    ['as it is', 'a', 'a'],
    ['with outer spaces', ' a ', ' a '],
    ['when empty', '', ''],
    ['with an astral character', '😀', '😀'],
    ['with a control character other than NUL', 'a\u0001', 'a\u0001'],
  ])('keeps a string %s when it has no rules', (_, value, kept) => {
    expect(answer(text(), value)).toBe(kept);
  });

  it.each([
    ['a high surrogate', '\ud83d', lone],
    ['a low surrogate', 'a\ude00b', lone],
    ['a pair the wrong way round', '\ude00\ud83d', lone],
    ['a NUL', 'a\0b', 'Value error, The text contains a NUL character'],
  ])('refuses %s', (_, value, message) => {
    expect(answer(text(), value)).toBe(message);
  });

  it.each([1, 1.5, true, null, [], ['a'], {}, Object('a')])('coerces nothing: %j', (value) => {
    expect(answer(text(), value)).toBe('Input should be a valid string');
  });

  it.each([
    [
      'too short in code points though not in UTF-16',
      '😀',
      'String should have at least 2 characters',
    ],
    ['exactly long enough', '😀😀', '😀😀'],
    ['exactly short enough though not in UTF-16', '😀😀😀', '😀😀😀'],
    ['too long', 'abcd', 'String should have at most 3 characters'],
    ['too short, and with a NUL', '\0', 'String should have at least 2 characters'],
  ])('counts code points when a string is %s', (_, value, said) => {
    expect(answer(text({ min: 2, max: 3 }), value)).toBe(said);
  });

  it('says character of one', () => {
    expect(answer(text({ min: 1 }), '')).toBe('String should have at least 1 character');
    expect(answer(text({ max: 1 }), 'ab')).toBe('String should have at most 1 character');
  });

  it('normalises before it counts', () => {
    const trimmed = text({ min: 1, max: 2, normalize: (value) => value.trim() });
    expect(answer(trimmed, '  ab  ')).toBe('ab');
    expect(answer(trimmed, '    ')).toBe('String should have at least 1 character');
  });

  it('keeps what the rule gives, words what it refuses, and hides no other error', () => {
    const throwing = (error: Error) =>
      text({
        rule: () => {
          throw error;
        },
      });
    expect(answer(text({ rule: (value) => value.toUpperCase() }), 'a')).toBe('A');
    expect(answer(throwing(new RuleError('No')), 'a')).toBe('Value error, No');
    expect(answer(throwing(new RuleError('No', 'Never: ')), 'a')).toBe('Never: No');
    expect(() => answer(throwing(new TypeError('broken')), 'a')).toThrow('broken');
  });

  it('says its lengths in the JSON Schema', () => {
    const schema = z.toJSONSchema(text({ min: 2, max: 3 }), { io: 'input' });
    expect(schema).toMatchObject({ type: 'string', minLength: 2, maxLength: 3 });
  });
});

it.each([
  ['', 0],
  ['abc', 3],
  ['é', 1],
  ['e\u0301', 2],
  ['😀', 1],
  ['👩‍👩‍👧', 5],
])('codePoints counts %j as %i', (value, count) => {
  expect(codePoints(value)).toBe(count);
  expect(codePoints(value)).toBe([...value].length);
});

describe('normalForm', () => {
  it.each([
    ['NFC', 'e\u0301', 'é'],
    ['NFC', 'ﬁ', 'ﬁ'],
    ['NFKC', 'ﬁ', 'fi'],
    ['NFKC', 'Ａ', 'A'],
  ] as const)('gives the %s of %j', (form, value, normal) => {
    expect(normalForm(value, form, 10)).toBe(normal);
  });

  it('normalises whatever could still fit', () => {
    expect(normalForm('\u03b1\u0313\u0300\u0345'.repeat(10), 'NFC', 10)).toBe('\u1f82'.repeat(10));
  });

  // Once, one such request stopped the process for two seconds.
  it.each(['NFC', 'NFKC'] as const)('leaves 100 KB of combining marks out of %s', (form) => {
    const marks = `a${'\u0301'.repeat(25_000)}${'\u0316'.repeat(25_000)}`;
    const start = performance.now();
    expect(normalForm(marks, form, 256)).toBe(marks);
    expect(performance.now() - start).toBeLessThan(300);
  });

  it('rests on no character decomposing into more than four', () => {
    for (let point = 0; point < 0x30000; point++) {
      if (point >= 0xd800 && point < 0xe000) continue;
      const parts = String.fromCodePoint(point).normalize('NFD');
      if (parts.length > 4 && codePoints(parts) > 4) expect.fail(point.toString(16));
    }
  });
});
