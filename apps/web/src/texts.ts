import type en from './texts/en.json';

type Keys = keyof typeof en;

type Counted<Key> = Key extends `${infer Name}.one` ? Name : never;

/** A text that is there once for each way of counting in its language. */
export type CountedText = Counted<Keys>;

/** A text that is there once. */
export type Text = Exclude<Keys, `${CountedText}.${string}`>;

export type Catalogue = Readonly<Record<string, string>>;

/** The languages that there is a catalogue for, each loaded when it is spoken. */
const catalogues = {
  en: () => import('./texts/en.json'),
  de: () => import('./texts/de.json'),
  ar: () => import('./texts/ar.json'),
};

export type Language = keyof typeof catalogues;

export async function readCatalogue(language: Language): Promise<Catalogue> {
  return (await catalogues[language]()).default;
}

/** The first of these tags that we speak, with the region that its owner is used to. */
export function spoken(tags: readonly string[]): { language: Language; locale: string } {
  for (const locale of tags) {
    const [language = ''] = locale.toLowerCase().split('-');
    if (language in catalogues) return { language: language as Language, locale };
  }
  return { language: 'en', locale: 'en' };
}

/** Puts values where a text has their names in braces. */
export const filled = (text: string, values: Record<string, string>): string =>
  text.replace(/\{(\w+)\}/g, (name, key) => values[key] ?? name);
