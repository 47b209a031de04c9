import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentOf } from './content.js';
import { parseCatalogue } from './texts/faults.js';
import { vocabulary } from './texts/vocabulary.js';
import { readMailTexts } from './texts.js';

const asset = (file: string) => new URL(`../../assets/mail/${file}`, import.meta.url);
const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

describe('the catalogues that ship with us', () => {
  const read = (language: string): Record<string, Record<string, string>> =>
    JSON.parse(readFileSync(asset(`${language}.json`), 'utf8'));
  const english = read('en');

  it.each(['en', 'de', 'ar'])('%s has every text, and no other', (language) => {
    const keys = (catalogue: object) =>
      Object.entries(catalogue).flatMap(([section, texts]) =>
        Object.keys(texts).map((key) => `${section}.${key}`),
      );
    expect(keys(read(language)).sort()).toEqual(keys(vocabulary).sort());
  });

  it.each(['de', 'ar'])('%s has the placeholders of English in every text', (language) => {
    for (const [section, texts] of Object.entries(read(language))) {
      for (const [key, text] of Object.entries(texts)) {
        const same = placeholders(english[section]?.[key] ?? '');
        expect([section, key, placeholders(text)]).toEqual([section, key, same]);
      }
    }
  });
});

it('the catalogues in the guide are good ones', () => {
  const guide = readFileSync(new URL('../../../../docs/guides/mail.md', import.meta.url), 'utf8');
  const examples = [...guide.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(([, text]) => text ?? '');
  expect(examples).toHaveLength(2);
  const faults: string[] = [];
  for (const each of examples) parseCatalogue(each, (sentence) => faults.push(sentence));
  expect(faults).toEqual([]);
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'profile-texts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (file: string, content: string | object) =>
  writeFileSync(
    join(folder, file),
    typeof content === 'string' ? content : JSON.stringify(content),
  );

function faultsOf(path = folder): string[] {
  const faults: string[] = [];
  readMailTexts(path, (sentence) => faults.push(sentence));
  return faults;
}

describe('a folder of texts', () => {
  it('changes some, and leaves the others as they are', () => {
    put('de.json', { 'password-changed': { subject: 'Neues Passwort bei {host}' } });
    put('README.md', 'Ours.');
    put('.hidden.json', 'nothing');
    expect(faultsOf()).toEqual([]);
    const { catalogues } = readMailTexts(folder);
    const before = readMailTexts().catalogues.get('de');
    expect(catalogues.get('de')?.['password-changed']).toEqual({
      ...before?.['password-changed'],
      subject: 'Neues Passwort bei {host}',
    });
    expect(catalogues.get('en')).toEqual(readMailTexts().catalogues.get('en'));
  });

  it('adds languages, whose gaps are English, and variants, whose gaps are their language', () => {
    put('fr.json', { common: { greeting: 'Bonjour,' } });
    put('de-AT.json', { common: { greeting: 'Servus,' } });
    put('en.json', { 'new-sign-in': { subject: 'Was that you?' } });
    put('de.json', { 'new-sign-in': { subject: 'Waren Sie das?' } });
    expect(faultsOf()).toEqual([]);
    const { catalogues } = readMailTexts(folder);
    expect([...catalogues.keys()]).toEqual(['ar', 'de', 'en', 'de-AT', 'fr']);
    const said = (language: string) => [
      catalogues.get(language)?.common.greeting,
      catalogues.get(language)?.['new-sign-in'].subject,
    ];
    expect(said('fr')).toEqual(['Bonjour,', 'Was that you?']);
    expect(said('de-AT')).toEqual(['Servus,', 'Waren Sie das?']);
  });

  it('puts a page of its own around every mail', () => {
    put('layout.html', '<p title="{{subject}}" lang="{{lang}}" dir="{{dir}}">{{content}}');
    put('en.json', { 'new-sign-in': { subject: '"$&" <{host}>' } });
    expect(faultsOf()).toEqual([]);
    const { subject, html } = contentOf(
      { kind: 'new-sign-in', props: { at: new Date() } },
      {
        texts: readMailTexts(folder),
        publicUrl: 'https://a.example',
        reader: { language: 'en', locale: 'en', timeZone: 'UTC' },
      },
    );
    expect(subject).toBe('"$&" <a.example>');
    expect(html).toMatch(
      /^<p title="&quot;\$&amp;&quot; &lt;a\.example&gt;" lang="en" dir="ltr"><div /,
    );
    expect(html).toContain('Somebody signed in to your account');
  });

  it('is refused for every fault at once, each by its file and key', () => {
    put('ar.json', '{"common": ');
    put('de.json', {
      'password-changed': { titel: 'x', subject: 'Hallo {naem}', what: 7, you: ' ' },
      'pasword-changed': {},
      constructor: { subject: 'x' },
      'new-sign-in': ['x'],
      'email-changed': { subject: 'two\nlines', toString: 'x', what: '{expires}' },
    });
    put('en.json', '[]');
    put('pt-br.json', {});
    put('deutsch!.json', {});
    put('layout.html', '<p>{{subjekt}}</p>');
    put('page.html', '');
    mkdirSync(join(folder, 'fr.json'));
    const wanted = [
      /^ar\.json must be JSON: /,
      /^de\.json has password-changed\.titel, which is no text; password-changed may have subject, what, you, not_you$/,
      /^de\.json password-changed\.subject has \{naem\}; it may have \{host\}, \{time\}$/,
      /^de\.json password-changed\.what must be a text$/,
      /^de\.json password-changed\.you must be a text$/,
      /^de\.json has "pasword-changed", which is no mail; it may have common, verify-email, /,
      /^de\.json has "constructor", which is no mail/,
      /^de\.json new-sign-in must be an object/,
      /^de\.json email-changed\.subject must be on one line/,
      /^de\.json has email-changed\.toString, which is no text/,
      /^de\.json email-changed\.what has \{expires\}; it may have \{host\}, \{time\}$/,
      /^deutsch!\.json must be named by its language/,
      /^en\.json must be a JSON object/,
      /^fr\.json can't be read: EISDIR/,
      /^layout\.html has \{\{subjekt\}\}; it may have \{\{content\}\}, /,
      /^layout\.html must have \{\{content\}\}/,
      /^page\.html is no name of ours/,
      /^pt-br\.json must be named pt-BR\.json$/,
    ];
    const faults = faultsOf();
    expect(faults).toHaveLength(wanted.length);
    for (const [index, pattern] of wanted.entries()) expect(faults[index]).toMatch(pattern);
  });

  it('must be there', () => {
    expect(faultsOf(join(folder, 'nowhere'))).toEqual([
      expect.stringMatching(/^the folder can't be read: ENOENT/),
    ]);
  });
});
