/** Scripts that run from right to left, of those that a modern language is written in. */
const rightToLeft = new Set([
  'Adlm',
  'Arab',
  'Hebr',
  'Mand',
  'Nkoo',
  'Rohg',
  'Samr',
  'Syrc',
  'Thaa',
]);

export type Direction = 'ltr' | 'rtl';

export const directionOf = (language: string): Direction =>
  rightToLeft.has(new Intl.Locale(language).maximize().script ?? '') ? 'rtl' : 'ltr';

/**
 * Of some languages the one that a reader with this locale reads best: the same language in the same
 * script, best of the same region; undefined when there is none.
 */
export function languageFor(
  locale: string | null,
  languages: Iterable<string>,
): string | undefined {
  const wanted = parse(locale ?? '');
  if (!wanted) return undefined;
  let best: string | undefined;
  let most = 0;
  for (const language of languages) {
    const { language: name, script, region } = new Intl.Locale(language).maximize();
    if (name !== wanted.language || script !== wanted.script) continue;
    const regional = new Intl.Locale(language).region !== undefined;
    // A language as such fits every region; another region's variant is better than nothing.
    const fit = region === wanted.region ? (regional ? 4 : 3) : regional ? 1 : 2;
    if (fit > most) [best, most] = [language, fit];
  }
  return best;
}

function parse(locale: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(locale).maximize();
  } catch {
    return undefined;
  }
}
