import { describe, expect, it } from 'vitest';
import { createSecrets, sameText, WrongSecret } from './secrets.js';
import { createServices } from './services.js';
import { openApi } from './testing/context.js';

const secrets = createSecrets('secret');

describe('what is sealed', () => {
  it.each(['', 'text', '{"d":"🦉"}', 'x'.repeat(10_000)])('opens again: %#', (text) => {
    expect(secrets.open(secrets.seal(text))).toBe(text);
    expect(createSecrets('secret').open(secrets.seal(text))).toBe(text);
  });

  it('differs each time and shows nothing of the text', () => {
    expect(secrets.seal('the text')).not.toBe(secrets.seal('the text'));
    const sealed = Buffer.from(secrets.seal('the text'), 'base64url').toString('latin1');
    expect(sealed).not.toContain('the text');
  });

  it('opens under no other secret', () => {
    const sealed = secrets.seal('the text');
    for (const other of ['', 'Secret', 'secret ']) {
      expect(() => createSecrets(other).open(sealed)).toThrow(WrongSecret);
    }
  });

  it.each([0, 12, 20, -1])('opens no more when the byte at %i was changed', (at) => {
    const bytes = Buffer.from(secrets.seal('the text'), 'base64url');
    const i = at < 0 ? bytes.length + at : at;
    bytes[i] = (bytes[i] ?? 0) ^ 1;
    expect(() => secrets.open(bytes.toString('base64url'))).toThrow(WrongSecret);
  });
});

describe('a mac', () => {
  const hex = (...given: Parameters<typeof secrets.mac>) => secrets.mac(...given).toString('hex');

  it('is the same for the same, and 256 bits long', () => {
    expect(hex('mail-token', 'a', 1)).toBe(hex('mail-token', 'a', 1));
    expect(hex('mail-token', 'a', 1)).toHaveLength(64);
  });

  it.each([
    ['purpose', hex('mail-code', 'a', 'b')],
    ['parting of the same text', hex('mail-token', 'ab')],
    ['place of an empty part', hex('mail-token', 'a', '', 'b')],
    ['quoting', hex('mail-token', 'a","b')],
    ['order', hex('mail-token', 'b', 'a')],
    ['secret', createSecrets('other').mac('mail-token', 'a', 'b').toString('hex')],
  ])('is another for another %s', (_, other) => {
    expect(other).not.toBe(hex('mail-token', 'a', 'b'));
  });
});

it.each([
  ['', '', true],
  ['abc', 'abc', true],
  ['abc', 'abd', false],
  ['abc', 'ab', false],
  ['é', 'e', false],
  ['é', 'ab', false],
])('sameText(%j, %j) is %s', (a, b, same) => {
  expect(sameText(a, b)).toBe(same);
});

it('the services do not start on a database of another secret', async () => {
  const { store, services } = await openApi();
  const options = {
    store,
    issuer: 'https://profile.test',
    audience: 'https://profile.test',
    settings: services.settings,
    limits: 'off' as const,
    mailer: services.mailer,
  };
  const wrong = createServices({ ...options, secret: 'another secret' });
  await expect(wrong).rejects.toThrow(WrongSecret);
  const right = createServices({ ...options, secret: 'the secret of these tests' });
  await expect(right).resolves.toBeDefined();
});
