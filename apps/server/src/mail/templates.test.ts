import { describe, expect, it } from 'vitest';
import { spellDuration } from './templates/time.js';
import { passwordChanged, verifyEmail } from './templates.js';

const verification = verifyEmail({
  publicUrl: 'https://accounts.example.com',
  token: 'a-token_1',
  code: '012345',
  requestedAt: new Date('2026-11-21T20:39:00Z'),
  expiresAt: new Date('2026-11-22T20:39:00Z'),
});

const notice = (more: { name?: string; ip?: string } = {}) =>
  passwordChanged({
    publicUrl: 'https://accounts.example.com',
    at: new Date('2026-11-21T20:39:00Z'),
    ...more,
  });

describe('a mail to verify an address', () => {
  it('has the link in both parts and the code on a line of its own', () => {
    const link = 'https://accounts.example.com/account/verify-email?token=a-token_1';
    expect(verification.text.split('\n')).toContain(link);
    expect(verification.html).toContain(`href="${link}"`);
    expect(verification.text.split('\n')).toContain('012345');
    expect(verification.html).toContain('>012345<');
  });

  it('says when it expires, and to do nothing if it was somebody else', () => {
    for (const part of [verification.text, verification.html]) {
      expect(part).toMatch(/until 22 November 2026.{1,4}20:39 UTC, which is 24 hours after/);
      expect(part).toContain('do nothing: somebody typed your address');
    }
  });

  it('keeps the code out of the subject, which shows on locked screens', () => {
    expect(verification.subject).toBe('Confirm your email address');
  });
});

describe('a mail about a changed password', () => {
  it('says when, from where if that is known, and what to do', () => {
    for (const part of [notice({ ip: '203.0.113.7' }).text, notice({ ip: '203.0.113.7' }).html]) {
      expect(part).toMatch(
        /21 November 2026.{1,4}20:39 UTC, from the network address 203\.0\.113\.7/,
      );
      expect(part).toContain('If this was not you, somebody else knew your password');
    }
    expect(notice().text).not.toContain('network address');
  });

  it.each(['Ada', 'Zoë O’Hara-Łukasz', 'J. R. R. Tolkien', '李小龍'])('greets %s', (name) => {
    expect(notice({ name }).text).toMatch(new RegExp(`^Hello ${name},\n`));
    expect(notice({ name }).html).toContain(`<p>Hello ${name},</p>`);
  });

  it.each([
    ['HTML', '<img src=x onerror=alert(1)>'],
    ['a link', 'see https://evil.example'],
    ['a bare host', 'evil.example'],
    ['a new line', 'Ada\nClick here'],
    ['a telephone number', 'call 0900 123456'],
    ['direction controls', 'Ada\u202Etxt'],
    ['too much', 'A'.repeat(41)],
    ['nothing', ''],
    ['spaces', ' '],
  ])('greets nobody whose name is %s', (_, name) => {
    expect(notice({ name }).text).toMatch(/^Hello,\n/);
    expect(notice({ name }).html).toContain('<p>Hello,</p>');
  });

  it('escapes what a name or an address could smuggle into HTML', () => {
    expect(notice({ name: "O'Hara" }).html).toContain('Hello O&#39;Hara,');
    expect(notice({ ip: '"><script>&' }).html).toContain('&quot;&gt;&lt;script&gt;&amp;');
  });
});

describe('every mail', () => {
  it.each([verification, notice()])(
    '$subject says its language, suits dark mode, loads nothing',
    ({ html }) => {
      expect(html).toContain('<html lang="en">');
      expect(html).toContain('<meta name="color-scheme" content="light dark">');
      expect(html).not.toMatch(/<img|<link|<script|\ssrc=|url\(/);
    },
  );
});

it.each([
  [24 * 3_600_000, '24 hours'],
  [5_400_000, '1 hour and 30 minutes'],
  [60_000, '1 minute'],
  [1_000, '1 minute'],
])('spells %d ms as %s', (milliseconds, words) => {
  expect(spellDuration(milliseconds)).toBe(words);
});
