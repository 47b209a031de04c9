import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { RuleError, text } from '../text.js';

/** `+`, then digits with the separators people write; no letters, so no extension either. */
const international = /^\+[0-9 .()[\]-]{3,40}$/;

/** A telephone number in international form, kept as E.164. */
export const phone = text({
  normalize: (value) => value.trim(),
  rule: (value) => {
    if (!international.test(value)) {
      throw new RuleError(
        'A phone number starts with + and its country code, such as +49 30 901820',
      );
    }
    const number = parsePhoneNumberFromString(value, { extract: false });
    if (!number?.isPossible() || !number.isValid()) {
      throw new RuleError('This phone number does not exist in the numbering plan of its country');
    }
    return number.number;
  },
});

/**
 * The national significant number when it has at most 10 digits, else null: what a client expects
 * whose own column held ten characters. `e164` is a number that `phone` has accepted.
 */
export function nationalNumber(e164: string | null): string | null {
  if (e164 === null) return null;
  const national = parsePhoneNumberFromString(e164)?.nationalNumber;
  return national !== undefined && national.length <= 10 ? national : null;
}
