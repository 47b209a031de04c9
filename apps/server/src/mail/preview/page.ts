import { contentOf } from '../content.js';
import { type Html, html } from '../templates/html.js';
import type { MailTexts } from '../texts.js';
import { nameOf, samplePublicUrl, samples } from './samples.js';

/** Which mail is looked at; what doesn't exist is the first. */
interface Choice {
  sample: number;
  language: string;
}

/** Readers of our languages, each in a zone of their own. */
const readers: Record<string, { locale: string; timeZone: string; name?: string }> = {
  en: { locale: 'en-GB', timeZone: 'Europe/London' },
  de: { locale: 'de-DE', timeZone: 'Europe/Berlin' },
  ar: { locale: 'ar-EG', timeZone: 'Africa/Cairo', name: 'أمل' },
};

export function choose(query: URLSearchParams, { catalogues }: MailTexts): Choice {
  const sample = Number(query.get('sample'));
  const language = query.get('language') ?? '';
  return {
    sample: samples[sample] ? sample : 0,
    language: catalogues.has(language) ? language : 'en',
  };
}

export function sampleContent({ sample, language }: Choice, texts: MailTexts) {
  const chosen = samples[sample];
  if (!chosen) throw new Error(`There is no sample ${sample}`);
  const { name = 'Ada', ...known } = readers[language] ?? { locale: language, timeZone: 'UTC' };
  return contentOf(chosen.mail, {
    texts,
    publicUrl: samplePublicUrl,
    reader: { language, ...known },
    // A name stands only in mails to proved addresses.
    name: chosen.mail.kind === 'verify-email' ? undefined : name,
  });
}

/** The mail as a reader shows it that prefers a scheme, whatever this browser prefers. */
export function inScheme(mail: string, scheme: string | null): string {
  if (scheme !== 'light' && scheme !== 'dark') return mail;
  return mail
    .replaceAll('light dark', scheme)
    .replace(/\(prefers-color-scheme: *(light|dark)\)/g, (_, asked: string) =>
      asked === scheme ? '(min-width: 0)' : '(max-width: 0)',
    );
}

export function previewPage(choice: Choice, texts: MailTexts, faults: string[]): string {
  const { subject, text } = sampleContent(choice, texts);
  const link = (to: Choice, name: string) => {
    const here = to.sample === choice.sample && to.language === choice.language;
    const address = `/?sample=${String(to.sample)}&language=${to.language}`;
    return here
      ? html`<a href="${address}" aria-current="page">${name}</a> `
      : html`<a href="${address}">${name}</a> `;
  };
  const mail = `/mail?sample=${choice.sample}&language=${choice.language}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${subject}</title>
<style>${style}</style>
</head>
<body>
<nav aria-label="Mails">${samples.map((each, sample) => link({ ...choice, sample }, nameOf(each)))}</nav>
<main>
<nav aria-label="Languages">${[...texts.catalogues.keys()].map((language) => link({ ...choice, language }, language))}</nav>
${faults.map((fault) => html`<p role="alert">${fault}</p>`)}
<h1 dir="auto">${subject}</h1>
<div class="forms">
${(['light', 'dark'] as const).map((scheme) => frame(mail, scheme))}
<pre dir="auto">${text}</pre>
</div>
</main>
</body>
</html>
`.source;
}

const frame = (mail: string, scheme: 'light' | 'dark'): Html =>
  html`<iframe title="HTML, ${scheme}" src="${`${mail}&scheme=${scheme}`}"></iframe>\n`;

const style = `
body { margin: 0; display: grid; grid-template-columns: 16em 1fr; font: 15px/1.5 system-ui, sans-serif; }
nav[aria-label=Mails] { display: flex; flex-direction: column; padding: 1em; gap: .2em; }
main { padding: 1em; min-width: 0; }
a { color: #1a5fb4; }
a[aria-current] { color: inherit; font-weight: 600; text-decoration: none; }
h1 { font-size: 1.3em; }
[role=alert] { border-inline-start: 4px solid #c01c28; padding-inline-start: 1em; }
.forms { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24em, 100%), 1fr)); gap: 1em; }
iframe { width: 100%; height: 46em; border: 1px solid #888; box-sizing: border-box; resize: horizontal; }
pre { margin: 0; padding: 1em; border: 1px solid #888; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; }
@media (max-width: 50em) { body { grid-template-columns: 1fr; } }
`;
