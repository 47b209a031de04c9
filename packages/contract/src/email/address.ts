import { RuleError, text } from '../text.js';

const prefix = 'value is not a valid email address: ';
const atom = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+$/;
const label = /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/;

/**
 * An email address that any mail server takes: a dot-atom before the @, a host name after it. The
 * domain is kept in lower case, international ones as A-labels; the part before the @ as typed.
 */
export const emailAddress = text({
  rule: (value) => {
    const at = value.lastIndexOf('@');
    if (at < 0) throw refuse('An email address must have an @-sign.');
    const local = value.slice(0, at);
    const domain = value.slice(at + 1);
    checkLocalPart(local);
    const address = `${local}@${canonicalDomain(domain)}`;
    if (address.length > 200) {
      throw refuse(`The email address is too long (${address.length - 200} octets too many).`);
    }
    return address;
  },
});

function checkLocalPart(local: string): void {
  if (local === '') throw refuse('There must be something before the @-sign.');
  if (local.startsWith('.')) throw refuse('An email address cannot start with a period.');
  if (local.endsWith('.')) {
    throw refuse('An email address cannot have a period immediately before the @-sign.');
  }
  if (local.includes('..')) throw refuse('An email address cannot have two periods in a row.');
  if (!atom.test(local)) {
    throw refuse('The email address contains invalid characters before the @-sign.');
  }
  if (local.length > 64) {
    throw refuse(
      `The email address is too long before the @-sign (${local.length - 64} octets too many).`,
    );
  }
}

function canonicalDomain(domain: string): string {
  if (domain === '') throw refuse('There must be something after the @-sign.');
  if (domain.startsWith('.')) {
    throw refuse('An email address cannot have a period immediately after the @-sign.');
  }
  if (domain.endsWith('.')) throw refuse('An email address cannot end with a period.');
  if (domain.includes('..')) throw refuse('An email address cannot have two periods in a row.');
  // Before the conversion, because Punycode takes time squared: seconds for 100 KB.
  if (domain.length > 253) throw refuse('The email address is too long after the @-sign.');
  const ascii = toAscii(domain);
  const labels = ascii.split('.');
  for (const part of labels) {
    if (part.length > 63) {
      throw refuse('After the @-sign, periods cannot be separated by so many characters.');
    }
    if (part.startsWith('-') || part.endsWith('-')) {
      throw refuse('The part after the @-sign has a hyphen next to a period or the @-sign.');
    }
    if (!label.test(part)) throw refuse('The part after the @-sign contains invalid characters.');
  }
  // Resolvers read a name that ends in a number, decimal or hexadecimal, as an IP address.
  if (labels.length < 2 || /^([0-9]+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? '')) {
    throw refuse('The part after the @-sign is not a domain name.');
  }
  return ascii;
}

/** A-labels by UTS 46, as the URL parser does it; what it maps to something else than a name fails later. */
function toAscii(domain: string): string {
  const lower = domain.toLowerCase();
  if (/^[a-z0-9.-]*$/.test(lower) && !/(^|\.)xn--/.test(lower)) return lower;
  if (/[\p{Cc}\p{Z}@:/?#[\]\\%<>^|]/u.test(domain)) {
    throw refuse('The part after the @-sign contains invalid characters.');
  }
  try {
    return new URL(`http://${domain}`).hostname;
  } catch {
    throw refuse('The part after the @-sign is not a valid internationalized domain name.');
  }
}

function refuse(sentence: string): RuleError {
  return new RuleError(sentence, prefix);
}
