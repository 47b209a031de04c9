/** What is HTML already; any other text put into a template is escaped. */
class Html {
  constructor(readonly source: string) {}
}

export type { Html };

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (value: string | Html): string =>
  value instanceof Html ? value.source : value.replace(/[&<>"']/g, (sign) => entities[sign] ?? '');

type Value = string | Html | Html[];

/** Tags a template whose values are escaped, unless they are tagged themselves. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  const sources = values.map((value) =>
    Array.isArray(value) ? value.map(escaped).join('') : escaped(value),
  );
  return new Html(String.raw({ raw: strings }, ...sources));
}
