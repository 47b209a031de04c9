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

/** A country code of ITU-T E.164: of the shorter ones none begins a longer one, and the others have three digits. */
const countryCode = /^\+(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/;

/**
 * The national significant number when it has at most 10 digits, else null: what a client expects
 * whose own column held ten characters. `e164` is a number that `phone` has accepted; so this needs no
 * numbering plans, which are large.
 */
export function nationalNumber(e164: string | null): string | null {
  const national = e164?.replace(countryCode, '');
  return national !== undefined && national.length <= 10 ? national : null;
}
