import { randomBytes } from 'node:crypto';
import type { MailData, User } from '@profile/db';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mailOf } from './mail.js';
import { composeMessage } from './message.js';
import { hour, openOutbox, publicUrl } from './outbox.fixture.js';
import { readMailTexts } from './texts.js';

let outbox: Awaited<ReturnType<typeof openOutbox>>;
let ada: User;
const texts = readMailTexts();
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

beforeEach(async () => {
  outbox = await openOutbox();
  ada = await outbox.signUp({ first_name: 'Ada' });
});
afterEach(() => outbox.close());

const sources = () => ({ ...outbox, texts, publicUrl, from: 'Profile <no-reply@example.com>' });

function rowOf(kind: string, data: MailData = {}, address = ada.email) {
  const [id, user_id, created_at] = ['mail_1', ada.id, outbox.now().toISOString()];
  const sending = { next_try_at: null, tries: 0, sent_at: null, last_error: null };
  return { id, kind, user_id, address, data, created_at, ...sending };
}

const compose = (...given: Parameters<typeof rowOf>) =>
  composeMessage(sources(), rowOf(...given), outbox.now());

async function textOf(...given: Parameters<typeof rowOf>): Promise<string> {
  return String((await compose(...given))?.text);
}

const latest = '9999-01-01T00:00:00.000Z';

/** A living token, and the link that it makes. */
async function tokenFor(purpose: string, { address = ada.email, user_id = ada.id } = {}) {
  const id = randomBytes(16).toString('base64url');
  const [created_at, expires_at] = [0, hour].map((after) =>
    new Date(outbox.now().getTime() + after).toISOString(),
  );
  const times = { created_at: created_at ?? '', expires_at: expires_at ?? '' };
  await outbox.store.mailTokens.replace({ id, user_id, purpose, address, ...times }, latest);
  const row = await outbox.store.mailTokens.byId(id);
  if (!row) throw new Error('The token was not made');
  const link = `${publicUrl}/account/${purpose}?token=${outbox.mailedSecrets.token(row)}`;
  return { id, link, code: outbox.mailedSecrets.code(row) };
}

const linkKinds = [
  ['reset-password', 'reset-password', {}],
  ['account-exists', 'reset-password', {}],
  ['email-changed', 'undo-email-change', { former: true }],
  ['email-change-undone', 'reset-password', {}],
] as const;

describe('a link', () => {
  it.each(linkKinds)('stands in %s while its token lives', async (kind, purpose, data) => {
    const { id, link } = await tokenFor(purpose);
    const lines = (await textOf(kind, { ...data, mail_token_id: id })).split('\n');
    expect(lines).toContain(link);
    const redirect = 'https://app.example.com/welcome?a=1&b=2';
    const leadsOn = await textOf(kind, { ...data, mail_token_id: id, redirect });
    const url = new URL(leadsOn.split('\n').find((line) => line.startsWith('http')) ?? '');
    expect(url.searchParams.get('redirect')).toBe(redirect);
    expect(url.href).toBe(`${link}&redirect=${encodeURIComponent(redirect)}`);
  });

  it.each(linkKinds.filter(([kind]) => kind !== 'reset-password'))(
    'that is dead leaves %s to be sent without it',
    async (kind, purpose, data) => {
      const { id } = await tokenFor(purpose);
      await outbox.store.mailTokens.kill(ada.id, outbox.now().toISOString());
      const text = await textOf(kind, { ...data, mail_token_id: id });
      expect(text).toContain('accounts.example.com');
      expect(text).not.toMatch(/http|undefined/);
    },
  );

  it('that is dead makes a mail to choose a password pointless', async () => {
    const { id } = await tokenFor('reset-password');
    outbox.letPass(2 * hour);
    expect(await compose('reset-password', { mail_token_id: id })).toBeUndefined();
    expect(await compose('reset-password')).toBeUndefined();
  });

  it('is never one for another purpose, address or person', async () => {
    const eve = await outbox.signUp({}, 'eve@example.com');
    const wrong = [
      await tokenFor('verify-email'),
      await tokenFor('reset-password', { address: 'old@example.com' }),
      await tokenFor('reset-password', { user_id: eve.id, address: eve.email }),
    ];
    for (const { id } of wrong) {
      expect(await compose('reset-password', { mail_token_id: id })).toBeUndefined();
      expect(await textOf('account-exists', { mail_token_id: id })).not.toContain('http');
    }
    const { id } = await tokenFor('undo-email-change');
    // The new address could else undo what its owner has just done.
    expect(await textOf('email-changed', { mail_token_id: id })).not.toContain('http');
  });
});

describe('a mail to verify', () => {
  it('the address of an account has its link and code', async () => {
    const { id, link, code } = await tokenFor('verify-email');
    const message = await compose('verify-email', { mail_token_id: id });
    expect(message?.subject).toBe('Confirm your email address');
    expect(String(message?.text).split('\n')).toEqual(expect.arrayContaining([link, code]));
  });

  it('another address says that it is for a change', async () => {
    const address = 'new@example.com';
    const { id } = await tokenFor('verify-email', { address });
    const message = await compose('verify-email', { mail_token_id: id }, address);
    expect(message?.subject).toBe('Confirm your new email address');
  });

  it('the address of a private sign-up says that nobody can sign in before', async () => {
    const { id } = await tokenFor('verify-email');
    const row = rowOf('verify-email', { mail_token_id: id });
    const mail = await mailOf(sources(), row, { ...ada, awaits_proof: true }, outbox.now());
    expect(mail).toMatchObject({ kind: 'verify-email', props: { reason: 'awaits' } });
  });
});

describe('an address that the account had before', () => {
  const former = 'old@example.com';

  it('is told of the change without a name, nor the new address', async () => {
    await outbox.store.accounts.verifyEmail(ada.id, ada.email, ada.created_at);
    const message = await compose('email-changed', { former: true }, former);
    expect(JSON.stringify([message?.subject, message?.text, message?.html])).not.toMatch(
      /Ada|ada@/,
    );
    expect(message?.to).toEqual({ name: '', address: former });
  });

  it.each(['account-exists', 'email-taken'])('is kept, and %s says so', async (kind) => {
    expect(await textOf(kind, {}, former)).toContain('kept for the account that had it');
    expect(await textOf(kind, {}, 'ADA@example.com')).not.toContain('kept for');
  });
});

describe('where something came from', () => {
  it('is the time, the device and the network address', async () => {
    const data = { at: '2026-11-21T20:39:00.000Z', ip: '2001:db8::1', user_agent: firefox };
    expect(await textOf('new-sign-in', data)).toContain(
      'Time: 21 November 2026 at 20:39 UTC\nDevice: Firefox (Linux)\nNetwork address: 2001:db8::1\n',
    );
  });

  it.each(['evil.example', '1.2.3.4, evil.example', '<b>', '127.0.0.1\r\nBcc: eve@evil.example'])(
    'is not the network address %s',
    async (ip) => {
      expect(await textOf('new-sign-in', { ip })).not.toMatch(/Network address|evil|<b>/);
    },
  );

  it.each([
    'evil.example/1.0 ',
    'Call 0900 123456/1.0 (Linux)',
    '<b>evil</b> Firefox/1.0',
    'Firefox evil.example (https://evil.example) Linux',
    `${'evil '.repeat(2_000)}/ (`,
  ])('is never said in the words of the program %s', async (user_agent) => {
    const message = await compose('new-sign-in', { user_agent });
    const said = JSON.stringify([message?.text, message?.html]);
    expect(said).toContain('signed in to your account');
    expect(said).not.toMatch(/evil|0900|<b>/);
  });
});

describe('the reader', () => {
  it('gets a mail in the language, the region and the zone of the profile', async () => {
    const at = outbox.now().toISOString();
    const patch = { locale: 'de-AT', timezone: 'Asia/Kolkata' };
    await outbox.store.profiles.update(ada.id, patch, { expected: undefined, now: at });
    await outbox.store.accounts.verifyEmail(ada.id, ada.email, at);
    const data = { at: '2026-11-21T20:39:00.000Z' };
    const message = await compose('password-changed', data);
    expect(message?.subject).toBe('Ihr Passwort wurde geändert');
    expect(message?.headers).toEqual({
      'X-Profile-Mail': 'password-changed',
      'Auto-Submitted': 'auto-generated',
      'Content-Language': 'de',
    });
    expect(message?.text).toMatch(/^Guten Tag Ada,\n/);
    expect(message?.text).toContain('22. November 2026 um 02:09 GMT+5:30');
  });

  it('gets English where there is nothing better', async () => {
    expect((await compose('password-changed'))?.headers['Content-Language']).toBe('en');
  });
});
