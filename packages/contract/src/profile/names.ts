import { normalForm, RuleError, text } from '../text.js';

/** Control characters, line separators, and the characters that reorder text around them. */
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** The same as a whole: something to see, no such character in it, white space around it allowed. */
const printable =
  /^\s*[^\s\p{Cc}\u202a-\u202e\u2066-\u2069]([^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]*[^\s\p{Cc}\u202a-\u202e\u2066-\u2069])?\s*$/u;

/** A person's name or part of it: 1 to 200 code points after trimming, kept in NFC. */
export const personName = text({
  min: 1,
  max: 200,
  pattern: printable,
  normalize: (value) => normalForm(value.trim(), 'NFC', 200),
  rule: (value) => {
    if (unprintable.test(value)) {
      throw new RuleError('The text contains a control or bidirectional override character');
    }
    return value;
  },
});

const loginName = /^[A-Za-z0-9_.+-]+$/;

/** A sign-in name: unique whatever its case, never with an `@`, so that it can't pose as an address. */
export const username = text({
  min: 3,
  max: 150,
  pattern: loginName,
  rule: (value) => {
    if (!loginName.test(value)) {
      throw new RuleError(
        'A username has only ASCII letters, digits, underscores, periods, plus signs and hyphens',
      );
    }
    return value;
  },
});
