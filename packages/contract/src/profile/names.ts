import { normalForm, RuleError, text } from '../text.js';

/** Control characters, line separators, and the characters that reorder text around them. */
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** A person's name or part of it: 1 to 200 code points after trimming, kept in NFC. */
export const personName = text({
  min: 1,
  max: 200,
  normalize: (value) => normalForm(value.trim(), 'NFC', 200),
  rule: (value) => {
    if (unprintable.test(value)) {
      throw new RuleError('The text contains a control or bidirectional override character');
    }
    return value;
  },
});

/** A sign-in name: unique whatever its case, never with an `@`, so that it can't pose as an address. */
export const username = text({
  min: 3,
  max: 150,
  rule: (value) => {
    if (!/^[A-Za-z0-9_.+-]+$/.test(value)) {
      throw new RuleError(
        'A username has only ASCII letters, digits, underscores, periods, plus signs and hyphens',
      );
    }
    return value;
  },
});
