import type { User } from '@profile/db';
import { languageFor } from './language.js';

/** Whom a mail is written for. */
export interface Reader {
  /** One of those that there are texts in. */
  language: string;
  /** How times and numbers are written: in that language, as the reader's region does. */
  locale: string;
  timeZone: string;
}

export function readerOf(
  { locale, timezone }: Pick<User, 'locale' | 'timezone'>,
  languages: Iterable<string>,
): Reader {
  const language = languageFor(locale, languages);
  return {
    language: language ?? 'en',
    // Without a region English writes 9:39 PM, which fewer of those who read it as a second language know.
    locale: language && locale ? locale : 'en-GB',
    timeZone: timezone !== null && isTimeZone(timezone) ? timezone : 'UTC',
  };
}

/** A replica of another version may have taken a zone that this one doesn't know. */
function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
