import { RuleError, text } from '../text.js';
import { zoneNames } from './zones.generated.js';

const byLowerCase = new Map(zoneNames.split(' ').map((name) => [name.toLowerCase(), name]));
const known = new Map<string, boolean>();

/**
 * An IANA time zone, kept under the name that was given with its letter case corrected. Intl alone
 * can't tell that case: Node 20 turns `asia/kolkata` into the older `Asia/Calcutta`.
 */
export const timezone = text({
  rule: (value) => {
    // ASCII letters only: toLowerCase would also read a Kelvin sign as a k.
    const name = byLowerCase.get(value.replace(/[A-Z]/g, (letter) => letter.toLowerCase()));
    if (name === undefined || !isKnownToIntl(name)) {
      throw new RuleError('A time zone is a name of the IANA database, such as Europe/Berlin');
    }
    return name;
  },
});

function isKnownToIntl(name: string): boolean {
  let answer = known.get(name);
  if (answer === undefined) {
    try {
      new Intl.DateTimeFormat('en', { timeZone: name });
      answer = true;
    } catch {
      answer = false;
    }
    known.set(name, answer);
  }
  return answer;
}
