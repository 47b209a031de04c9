import { describe, expect, it } from 'vitest';
import { contentOf } from './content.js';
import { nameOf, samplePublicUrl as publicUrl, samples } from './preview/samples.js';
import { directionOf } from './templates/language.js';
import type { Occasion } from './templates/template.js';
import { isKind, type Mail, templates } from './templates.js';
import { readMailTexts } from './texts.js';

const texts = readMailTexts();
const readers = {
  en: { locale: 'en-GB', timeZone: 'UTC' },
  de: { locale: 'de-DE', timeZone: 'Asia/Kolkata' },
  ar: { locale: 'ar-EG', timeZone: 'Africa/Cairo' },
};
type Language = keyof typeof readers;

/** What 20:39 UTC is to each of them. */
const times = { en: 'November 2026 at 20:39 UTC', de: '02:09 GMT+5:30', ar: '١٠:٣٩ م' };

function write(mail: Mail, language: Language = 'en', name?: string) {
  const reader = { language, ...readers[language] };
  return contentOf(mail, { texts, publicUrl, reader, name });
}

const at = new Date('2026-11-21T20:39:00Z');
const notice = (more: Partial<Occasion> = {}, name?: string) =>
  write({ kind: 'password-changed', props: { at, ...more } }, 'en', name);

/** HTML as a person reads it. */
const read = (html: string) =>
  html
    .replace(/<title>.*<\/title>/, '')
    .replace(/<\/th>/g, ' ')
    .replace(/<[^>]*>/g, '');

it('there is a sample of every kind of mail', () => {
  const kinds = new Set(samples.map(({ mail }) => mail.kind));
  expect([...kinds].sort()).toEqual(Object.keys(templates).sort());
});

it('nothing but these is a kind', () => {
  expect(['verify-email', 'news', 'constructor', ''].filter(isKind)).toEqual(['verify-email']);
});

describe.each(['en', 'de', 'ar'] as const)('in %s', (language) => {
  const rightToLeft = directionOf(language) === 'rtl';

  it.each(samples.map((sample) => [nameOf(sample), sample.mail] as const))(
    '%s has all it is about in both parts',
    (_, mail) => {
      const { subject, text, html } = write(mail, language);
      const { link, ip, device } = mail.props;
      // A verification tells of no device: it may go to a stranger.
      const shown = mail.kind === 'verify-email' ? [mail.props.code] : [ip, device];
      for (const part of [text, read(html)]) {
        for (const value of [new URL(publicUrl).host, ...shown]) {
          if (value !== undefined) expect(part).toContain(value);
        }
        expect(part).toContain(times[language]);
        expect(part).not.toMatch(/[{}]|undefined|null|NaN/);
      }
      const links = link ? [link.url] : [];
      expect(text.split('\n').filter((line) => line.startsWith('http'))).toEqual(links);
      expect(html.match(/href="[^"]*"/g) ?? []).toEqual(
        links.flatMap((url) => [`href="${url}"`, `href="${url}"`]),
      );
      if (mail.kind === 'verify-email') expect(text.split('\n')).toContain(mail.props.code);
      expect(subject).toMatch(/^\P{Cc}{8,80}$/u);
      // Subjects show on locked screens.
      expect(subject).not.toMatch(/\d/);
    },
  );

  it.each(samples.map((sample) => [nameOf(sample), sample.mail] as const))(
    '%s says its language and direction, suits dark mode and loads nothing',
    (_, mail) => {
      const { html, text } = write(mail, language);
      const marks = `lang="${language}" dir="${rightToLeft ? 'rtl' : 'ltr'}"`;
      expect(html.split(marks)).toHaveLength(3);
      expect(html).toContain('<meta name="color-scheme" content="light dark">');
      expect(html).not.toMatch(/<img|<link|<script|<style|\ssrc=|url\(/);
      // No colours but the button's own pair, so that any scheme can be put under it.
      const colours = html.match(/(?<![-\w])(background|color):[^;"]+/g) ?? [];
      expect(colours.filter((each) => !/#1a5fb4|#ffffff|inherit/.test(each))).toEqual([]);
      // Isolates stand only where they are needed, and all are closed.
      const opened = text.match(/[\u2066\u2068]/g)?.length ?? 0;
      expect(text.match(/\u2069/g)?.length ?? 0).toBe(opened);
      expect(opened > 0).toBe(rightToLeft);
      for (const line of text.split('\n')) {
        if (/^(http|\d{6}$)/.test(line)) expect(line).toMatch(/^[\x21-\x7e]+$/);
      }
    },
  );
});

describe('from right to left', () => {
  it('hosts, addresses and devices keep their own direction in both parts', () => {
    const props = { at, ip: '203.0.113.7', device: 'Firefox (Linux)' };
    const { text, html } = write({ kind: 'new-sign-in', props }, 'ar', 'Ada');
    for (const value of ['accounts.example.com', '203.0.113.7', 'Firefox (Linux)']) {
      expect(text).toContain(`\u2066${value}\u2069`);
      expect(html).toContain(`<bdi dir="ltr">${value}</bdi>`);
    }
    expect(text).toContain('\u2068Ada\u2069');
    expect(html).toContain('<bdi>Ada</bdi>');
  });
});

describe('a mail to verify an address', () => {
  const verification = (reason: 'sign-up' | 'change' | 'awaits') => {
    const link = { url: 'https://a.example/', madeAt: at, expiresAt: new Date(+at + 86_400_000) };
    return write({ kind: 'verify-email', props: { at, link, code: '012345', reason } });
  };

  it('says when it expires, and to do nothing if it was somebody else', () => {
    const { text } = verification('sign-up');
    expect(text).toContain('until 22 November 2026 at 20:39 UTC, which is 24 hours after');
    expect(text).toContain('do nothing: somebody typed your address');
    expect(text).toContain('You may be asked to sign in first.');
  });

  it('says that it is for a change, or that nobody can sign in before', () => {
    expect(verification('change').subject).toBe('Confirm your new email address');
    expect(verification('change').text).toContain('the new address of their account');
    expect(verification('awaits').text).toContain(
      'Only then can you sign in, with the password that you chose',
    );
    expect(verification('awaits').text).not.toContain('asked to sign in first');
  });
});

describe('a notice', () => {
  it('leaves out what is not known', () => {
    expect(notice().text).toContain('Time: 21 November 2026 at 20:39 UTC\n\n');
    expect(notice().text).not.toMatch(/Network address|Device/);
  });

  it.each(['Ada', 'Zoë O’Hara-Łukasz', 'J. R. R. Tolkien', '李小龍'])('greets %s', (name) => {
    expect(notice({}, name).text).toMatch(new RegExp(`^Hello ${name},\n`));
    expect(notice({}, name).html).toContain(`<p>Hello <bdi>${name}</bdi>,</p>`);
  });

  it.each([
    ['HTML', '<img src=x onerror=alert(1)>'],
    ['a link', 'see https://evil.example'],
    ['a bare host', 'evil.example'],
    ['a new line', 'Ada\nClick here'],
    ['a telephone number', 'call 0900 123456'],
    ['direction controls', 'Ada\u202Etxt'],
    ['a placeholder', '{host}'],
    ['too much', 'A'.repeat(41)],
    ['nothing', ''],
    ['spaces', ' '],
  ])('greets nobody whose name is %s', (_, name) => {
    expect(notice({}, name).text).toMatch(/^Hello,\n/);
    expect(notice({}, name).html).toContain('<p>Hello,</p>');
  });

  it('escapes what a name or an address could smuggle into HTML', () => {
    expect(notice({}, "O'Hara").html).toContain('Hello <bdi>O&#39;Hara</bdi>,');
    expect(notice({ ip: '"><script>&' }).html).toContain('&quot;&gt;&lt;script&gt;&amp;');
  });
});
