import { isProfileError, type ProfileErrorCode } from '../index.js';

/** What to say where in a form. */
export interface FieldErrors<Field extends string> {
  /** By the field, what is wrong with it. */
  fields: Partial<Record<Field, string>>;
  /** What belongs to none of the fields; undefined when there is nothing. */
  form: string | undefined;
}

/** The fields, one of which a code is about. */
const owners: Partial<Record<ProfileErrorCode, string[]>> = {
  email_taken: ['email'],
  username_taken: ['username'],
  invalid_current_password: ['current_password'],
  invalid_mail_token: ['code', 'token'],
};

/**
 * What an error of a call says of the fields of a form, and of the rest. Nothing when there is none.
 * `translate` may say it otherwise; it is given a fault's `type` or the error's `code`.
 */
export function fieldErrors<Field extends string>(
  error: unknown,
  fields: readonly Field[],
  translate: (type: string, message: string) => string = (_, message) => message,
): FieldErrors<Field> {
  const found: FieldErrors<Field> = { fields: {}, form: undefined };
  const say = (wanted: readonly string[], type: string, message: string, name?: string) => {
    const said = translate(type, message);
    const field = fields.find((each) => wanted.includes(each));
    if (field !== undefined) found.fields[field] ??= said;
    else found.form = [found.form, name ? `${name}: ${said}` : said].filter(Boolean).join(' ');
  };

  if (isProfileError(error, 'validation_error')) {
    for (const { loc, type, msg } of error.detail) {
      const [, name] = loc.map(String);
      // What pydantic puts before a sentence is for programs.
      say(name === undefined ? [] : [name], type, msg.replace(/^Value error, /, ''), name);
    }
  } else if (isProfileError(error)) {
    say(owners[error.code] ?? [], error.code, error.message);
  } else if (error) {
    say([], 'unknown', error instanceof Error ? error.message : String(error));
  }
  return found;
}
