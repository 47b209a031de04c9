import { describe, expect, it } from 'vitest';
import { directionOf, languageFor } from './language.js';
import { readerOf } from './reader.js';
import { spellDuration, spellInstant } from './time.js';

describe('the language of a mail', () => {
  const languages = ['ar', 'de', 'en', 'pt-BR', 'sr-Latn', 'zh', 'zh-Hant', 'es', 'es-MX'];

  it.each([
    ['de', 'de'],
    ['de-AT', 'de'],
    ['de-AT-u-nu-latn', 'de'],
    ['ar-EG', 'ar'],
    ['pt-PT', 'pt-BR'],
    ['zh-CN', 'zh'],
    ['zh-TW', 'zh-Hant'],
    ['zh-Hant-HK', 'zh-Hant'],
    ['es', 'es'],
    ['es-MX', 'es-MX'],
    ['es-AR', 'es'],
    ['sr-Latn-RS', 'sr-Latn'],
    // In a script that the reader may not know it is as good as none.
    ['sr', undefined],
    ['ar-Latn', undefined],
    ['fr', undefined],
    [null, undefined],
    ['not a locale', undefined],
  ])('for %s is %s', (locale, language) => {
    expect(languageFor(locale, languages)).toBe(language);
    expect(languageFor(locale, languages.toReversed())).toBe(language);
  });

  it('is English when there is none, with the times of no one region', () => {
    const reader = readerOf({ locale: 'fr-FR', timezone: null }, ['en', 'de']);
    expect(reader).toEqual({ language: 'en', locale: 'en-GB', timeZone: 'UTC' });
  });

  it.each([
    ['ar', 'rtl'],
    ['he', 'rtl'],
    ['fa-AF', 'rtl'],
    ['ur', 'rtl'],
    ['uz-Arab', 'rtl'],
    ['uz', 'ltr'],
    ['en', 'ltr'],
    ['zh-Hant', 'ltr'],
  ])('%s runs %s', (language, direction) => expect(directionOf(language)).toBe(direction));
});

describe('times', () => {
  const at = new Date('2026-11-21T20:39:00Z');

  it.each([
    ['de-DE', 'Asia/Kolkata', '22. November 2026 um 02:09 GMT+5:30'],
    ['de-AT', 'Europe/Vienna', '21. November 2026 um 21:39 MEZ'],
    ['en-GB', null, '21 November 2026 at 20:39 UTC'],
    ['en-US', 'America/New_York', 'November 21, 2026 at 3:39 PM EST'],
    ['ar-EG', 'Africa/Cairo', '٢١ نوفمبر ٢٠٢٦ في ١٠:٣٩ م غرينتش+٢'],
    ['de-DE', 'Mars/Olympus', '21. November 2026 um 20:39 UTC'],
  ])('for %s in %s', (locale, timezone, spelled) => {
    const reader = readerOf({ locale, timezone }, ['ar', 'de', 'en']);
    expect(spellInstant(at, reader).replace(/\s/g, ' ')).toBe(spelled);
  });

  it.each([
    ['en', 24 * 3_600_000, '24 hours'],
    ['en', 5_400_000, '1 hour and 30 minutes'],
    ['en', 60_000, '1 minute'],
    ['en', 1_000, '1 minute'],
    ['en', 7 * 24 * 3_600_000, '7 days'],
    ['en', 50 * 3_600_000, '2 days and 2 hours'],
    ['de', 5_400_000, '1 Stunde und 30 Minuten'],
    ['de', 7 * 24 * 3_600_000, '7 Tage'],
    ['ar-EG', 24 * 3_600_000, '٢٤ ساعة'],
  ])('in %s %d ms are %s', (locale, milliseconds, words) => {
    expect(spellDuration(milliseconds, locale)).toBe(words);
  });
});
