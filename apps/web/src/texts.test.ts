import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import ar from './texts/ar.json';
import de from './texts/de.json';
import en from './texts/en.json';
import { filled, spoken } from './texts.js';

const form = /\.(zero|one|two|few|many|other)$/;
const counted = (key: string) => form.test(key) && `${key.replace(form, '')}.one` in en;
const name = (key: string) => (counted(key) ? key.replace(form, '') : key);
const names = (texts: object) => [...new Set(Object.keys(texts).map(name))].sort();
const places = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();

describe.each([
  ['en', en],
  ['de', de],
  ['ar', ar],
])('the catalogue %s', (language, texts: Record<string, string>) => {
  it('has every text, and none besides', () => {
    expect(names(texts)).toEqual(names(en));
  });

  it('has each counted text in every way of counting', () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const key of names(en).filter((each) => `${each}.one` in en)) {
      for (const category of pluralCategories) expect(texts).toHaveProperty([`${key}.${category}`]);
    }
  });

  it('has the values of the English text where it has any', () => {
    for (const [key, text] of Object.entries(texts)) {
      if (counted(key)) continue;
      expect([key, places(text)]).toEqual([key, places(en[key as keyof typeof en])]);
    }
  });
});

it('says every text somewhere', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => /(?<!\.test)\.tsx?$/.test(file));
  const all = sources.map((file) => readFileSync(join(import.meta.dirname, file), 'utf8')).join();
  // Named by the field that they are about.
  const said = (key: string) => all.includes(`'${key}'`) || key.startsWith('field.');
  expect(names(en).filter((key) => !said(key))).toEqual([]);
});

describe('who speaks what', () => {
  it.each([
    [['de-AT', 'en'], { language: 'de', locale: 'de-AT' }],
    [['fr', 'ar-EG'], { language: 'ar', locale: 'ar-EG' }],
    [['fr'], { language: 'en', locale: 'en' }],
    [['toString'], { language: 'en', locale: 'en' }],
    [[], { language: 'en', locale: 'en' }],
  ])('for %j it is %j', (tags, expected) => expect(spoken(tags)).toEqual(expected));

  it('puts in values as they are, and leaves alone what has none', () => {
    expect(filled('{a} and {b}', { a: '$& {b}' })).toBe('$& {b} and {b}');
  });
});
