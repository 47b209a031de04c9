import { isProfileError, type ProfileErrorCode, type ValidationError } from '@profile/sdk';
import type { Speech } from './language.js';
import type { Text } from './texts.js';

/** What is wrong with a field or a form, to be said in whatever language is spoken by then. */
export type Fault = (speech: Speech) => string;

/** The faults of a form's fields, and what else is wrong. */
export interface Faults {
  fields: Record<string, Fault>;
  form?: Fault;
}

/** What the contract's rules and the server's say, without what programs look for. */
const sentences: [RegExp, Text][] = [
  [/must have an @-sign/, 'fault.email_at'],
  [/too long \(|too long after|too long before/, 'fault.email_long'],
  [/before the @-sign|email address cannot (start|have two)/, 'fault.email_local'],
  [/after the @-sign|@-sign\.$|cannot end with a period/i, 'fault.email_domain'],
  [/must differ from the present one/, 'fault.email_same'],
  [/control or bidirectional|NUL character|lone surrogate/, 'fault.control'],
  [/^A username has only/, 'fault.username'],
  [/^A phone number starts with/, 'fault.phone_form'],
  [/^This phone number does not exist/, 'fault.phone_plan'],
  [/^A locale is/, 'fault.locale'],
  [/^A time zone is/, 'fault.timezone'],
  [/^A code has six digits/, 'fault.code'],
  [/most common ones/, 'fault.password_common'],
  [/must not be your email address or username/, 'fault.password_own'],
  [/must differ from the current one/, 'fault.password_same'],
  [/^The picture must be a/, 'fault.picture_format'],
  [/^The picture must have at most/, 'fault.picture_pixels'],
  [/^The picture takes too long/, 'fault.picture_slow'],
  [/^The picture can’t be read/, 'fault.picture_broken'],
];

/** One and the same for what the browser found and what the server did. */
function validationFault({ type, msg }: Pick<ValidationError, 'type' | 'msg'>): Fault {
  const limit = Number(/\d+/.exec(msg)?.[0]);
  if (type === 'missing' || (type === 'string_too_short' && limit === 1)) {
    return ({ say }) => say('fault.missing');
  }
  if (type === 'string_too_short') return ({ count }) => count('fault.too_short', limit);
  if (type === 'string_too_long') return ({ count }) => count('fault.too_long', limit);
  const sentence = msg.replace(/^(Value error, |value is not a valid email address: )/, '');
  const text = sentences.find(([pattern]) => pattern.test(sentence))?.[1];
  return ({ say }) => (text ? say(text, { limit: `${limit}` }) : sentence);
}

export function validationFaults(errors: readonly ValidationError[]): Faults['fields'] {
  return Object.fromEntries(errors.map((each) => [String(each.loc.at(-1)), validationFault(each)]));
}

/** Codes that belong to one field, wherever a form has it. */
const fieldOf: Partial<Record<ProfileErrorCode, string>> = {
  email_taken: 'email',
  username_taken: 'username',
  invalid_current_password: 'current_password',
  invalid_mail_token: 'code',
};

const known = {
  email_taken: 'error.email_taken',
  username_taken: 'error.username_taken',
  invalid_current_password: 'error.invalid_current_password',
  invalid_mail_token: 'error.invalid_mail_token',
  invalid_credentials: 'error.invalid_credentials',
  managed_elsewhere: 'error.managed_elsewhere',
  body_too_large: 'error.body_too_large',
  stale_version: 'error.stale_version',
  too_many_requests: 'error.too_many_requests',
  verification_cooldown: 'error.verification_cooldown',
  busy: 'error.busy',
  unavailable: 'error.busy',
  network: 'error.network',
  timeout: 'error.network',
  signed_out: 'error.signed_out',
  token_store: 'error.token_store',
  insufficient_scope: 'error.insufficient_scope',
} as const satisfies Partial<Record<ProfileErrorCode, Text>>;

/** What to say of anything that a call failed with. */
export function faultOf(error: unknown): Fault {
  if (!isProfileError(error)) return ({ say }) => say('error.other');
  const text = known[error.code as keyof typeof known] ?? 'error.other';
  return ({ say, duration }) => say(text, { duration: duration(error.retryAfter ?? 1) });
}

/** The same, beside the fields that a form has. */
export function faultsOf(error: unknown, fields: readonly string[]): Faults {
  const found: Faults['fields'] = {};
  if (isProfileError(error, 'validation_error')) {
    Object.assign(found, validationFaults(error.detail));
  } else if (isProfileError(error)) {
    const field = fieldOf[error.code];
    if (field) found[field] = faultOf(error);
  }
  const mine = Object.entries(found).filter(([field]) => fields.includes(field));
  const all = mine.length > 0 && mine.length === Object.keys(found).length;
  const other = Object.values(found)[0];
  return { fields: Object.fromEntries(mine), ...(!all && { form: other ?? faultOf(error) }) };
}
