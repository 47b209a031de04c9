/** What is HTML already; any other text put into a template is escaped. */
class Html {
  constructor(readonly source: string) {}
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (value: string | Html): string =>
  value instanceof Html ? value.source : value.replace(/[&<>"']/g, (sign) => entities[sign] ?? '');

/** Tags a template whose values are escaped, unless they are tagged themselves. */
export function html(strings: TemplateStringsArray, ...values: (string | Html)[]): Html {
  return new Html(String.raw({ raw: strings }, ...values.map(escaped)));
}

/**
 * A whole mail. Text and background have no colour of their own, so a reader's dark mode can choose
 * them; styles stand in attributes, because some readers drop style elements.
 */
export function page(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
</head>
<body style="color-scheme:light dark;margin:0;padding:24px">
<div style="max-width:560px;margin:0 auto;font:16px/1.5 system-ui,sans-serif">
${body}
</div>
</body>
</html>
`.source;
}
