import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultLimits } from '@profile/api';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.js';
import { readMailTexts } from './mail/texts.js';
import { secretFromFile } from './secret-file.js';

const SECRET = 'x'.repeat(32);
const root = fileURLToPath(new URL('../../..', import.meta.url));
const read = (env: Record<string, string | undefined> = {}) => readConfig({ SECRET, ...env });

function faultsOf(env: Record<string, string | undefined>): string[] {
  try {
    read(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('The settings', () => {
  it('have defaults for everything but production', () => {
    expect(read()).toEqual({
      host: '127.0.0.1',
      port: 8080,
      publicUrl: 'http://localhost:8080',
      audience: 'http://localhost:8080',
      database: { url: `file:${resolve(root, 'data/profile.db')}`, pool: 10, prepare: true },
      mailUrl: `file:${resolve(root, 'data/outbox')}`,
      mailFrom: 'Profile <no-reply@localhost>',
      mailTexts: readMailTexts(),
      mailbox: resolve(root, 'data/outbox'),
      mediaPath: resolve(root, 'data/media'),
      secret: SECRET,
      settings: {
        privateSignUp: false,
        passwordMinLength: 8,
        accessTokenTtl: 900_000,
        refreshTokenTtl: 2_592_000_000,
        refreshGrace: 10_000,
        verifyEmailTtl: 86_400_000,
        verifyEmailCooldown: 60_000,
        redirectUrls: [],
      },
      limits: defaultLimits,
      trustProxy: false,
      corsOrigins: [],
      logLevel: 'info',
      trustedIssuers: [],
      signingAlg: 'ES256',
      resourceServers: [],
      production: false,
      misspelt: [],
    });
  });

  it('that are empty are as if they were not there', () => {
    const empty = {
      HOST: '',
      PORT: ' ',
      PUBLIC_URL: '',
      DATABASE_URL: '',
      LIMITS: '',
      LOG_LEVEL: '',
    };
    expect(read(empty)).toEqual(read());
  });

  it('are each refused with what to do, all at once', () => {
    const wrong = {
      SECRET: 'short',
      PORT: '99999',
      PUBLIC_URL: 'accounts.example.com',
      DATABASE_URL: 'mysql://x',
      MAIL_URL: 'gmail',
      SIGNING_ALG: 'RS256',
      MAIL_FROM: 'nobody',
      MAIL_TEMPLATES: 'no/such/folder',
      PASSWORD_MIN_LENGTH: '4',
      ACCESS_TOKEN_TTL: '15',
      REFRESH_TOKEN_TTL: 'forever',
      REFRESH_GRACE: '-1s',
      VERIFY_EMAIL_TTL: '0',
      VERIFY_EMAIL_COOLDOWN: '1 minute',
      LIMITS: 'sign_in=0/1m,sign_up=5',
      TRUST_PROXY: 'yes',
      CORS_ORIGINS: '*,https://ok.example.com',
      LOG_LEVEL: 'loud',
      RESOURCE_SERVERS: 'billing',
    };
    const faults = faultsOf(wrong);
    for (const name of Object.keys(wrong)) {
      expect(
        faults.some((fault) => fault.startsWith(name)),
        name,
      ).toBe(true);
    }
    // LIMITS has two.
    expect(faults).toHaveLength(Object.keys(wrong).length + 1);
    for (const fault of faults) expect(fault).toMatch(/such as|must|write|one with|no such/);
  });

  it.each([
    [{ NODE_ENV: 'production' }, 'when NODE_ENV=production'],
    [{ HOST: '0.0.0.0' }, 'unless HOST and PUBLIC_URL are both loopback'],
    [{ HOST: '::' }, 'unless HOST'],
    [{ PUBLIC_URL: 'https://accounts.example.com' }, 'unless HOST'],
    [{ PUBLIC_URL: 'http://localhost.example.com' }, 'unless HOST'],
    [{ HOST: '127.evil.example.com' }, 'unless HOST'],
  ])('with %j need a SECRET', (env, why) => {
    expect(faultsOf({ ...env, SECRET: undefined })).toEqual([expect.stringContaining(why)]);
    expect(faultsOf({ ...env, SECRET: '' })).toEqual([expect.stringContaining('openssl rand')]);
    expect(faultsOf(env)).toEqual([]);
  });

  it.each([
    ['90s', 90_000],
    ['1500ms', 1500],
    ['15m', 900_000],
    ['24h', 86_400_000],
    ['30d', 2_592_000_000],
  ])('read the duration %s', (text, milliseconds) => {
    expect(read({ ACCESS_TOKEN_TTL: text }).settings.accessTokenTtl).toBe(milliseconds);
  });

  it.each(['', '0', '10s'])('may have no grace: %j', (text) => {
    expect(read({ REFRESH_GRACE: text }).settings.refreshGrace).toBe(text === '0' ? 0 : 10_000);
  });

  it.each(['0', '999ms', '1', 's', '1.5h', '1w', '10000000s', '-5m', '1m30s', '٣m'])(
    'refuse the duration %s',
    (text) => expect(faultsOf({ ACCESS_TOKEN_TTL: text })).toHaveLength(1),
  );

  it('take limits by name, keep the others, or count nothing', () => {
    expect(read({ LIMITS: ' sign_in=3/1m , password=5/1h' }).limits).toEqual({
      ...defaultLimits,
      sign_in: { points: 3, duration: 60_000 },
      password: { points: 5, duration: 3_600_000 },
    });
    expect(read({ LIMITS: 'off' }).limits).toBe('off');
  });

  it.each([
    'on',
    'sign_in',
    'sign_in=10',
    'nothing=10/1m',
    'sign_in=-1/1m',
    'sign_in=1/0',
    'constructor=1/1m',
    'sign_in=1/1ms',
  ])('refuse the limit %s', (text) =>
    expect(faultsOf({ LIMITS: text })).toEqual([expect.stringContaining(text)]),
  );

  it.each([
    ['file:data/a.db', resolve(root, 'data/a.db')],
    ['file:./a.db', resolve(root, 'a.db')],
    ['file:/var/a.db', '/var/a.db'],
    ['file:///var/a%20b.db', '/var/a b.db'],
  ])('count %s from the root of the repository', (address, path) => {
    expect(read({ DATABASE_URL: address }).database.url).toBe(`file:${path}`);
    expect(read({ MAIL_URL: address }).mailUrl).toBe(`file:${path}`);
  });

  it('count the folder of texts for mails from there too, and name what is wrong in it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'profile-templates-'));
    writeFileSync(join(folder, 'de.json'), '{"news":{},"new-sign-in":{"subject":"Neu: {wo}"}}');
    for (const path of [folder, relative(root, folder)]) {
      expect(faultsOf({ MAIL_TEMPLATES: path })).toEqual([
        expect.stringMatching(/^MAIL_TEMPLATES: de\.json has "news", which is no mail; /),
        expect.stringMatching(/^MAIL_TEMPLATES: de\.json new-sign-in\.subject has \{wo\}; /),
      ]);
    }
    writeFileSync(join(folder, 'de.json'), '{"new-sign-in":{"subject":"Neu"}}');
    const { catalogues } = read({ MAIL_TEMPLATES: folder }).mailTexts;
    expect(catalogues.get('de')?.['new-sign-in'].subject).toBe('Neu');
    rmSync(folder, { recursive: true });
  });

  it.each(['file:', 'file://host/a.db', 'file:///%2f', 'a.db', '/var/a.db', 'memory'])(
    'refuse the address %s',
    (address) => {
      expect(faultsOf({ DATABASE_URL: address })).toHaveLength(1);
      expect(faultsOf({ MAIL_URL: address })).toHaveLength(1);
    },
  );

  it.each([
    'https://a.example.com/x',
    'https://a.example.com/?x',
    'ftp://a',
    'https://u@a.example.com',
    'http://',
  ])('refuse the origin %s', (origin) => {
    expect(faultsOf({ PUBLIC_URL: origin })).toHaveLength(1);
    expect(faultsOf({ CORS_ORIGINS: origin })).toHaveLength(1);
  });

  it('take an origin with a slash at its end for the origin', () => {
    const { publicUrl, audience, corsOrigins } = read({
      PUBLIC_URL: 'https://Accounts.example.com:443/',
      CORS_ORIGINS: ' https://a.example.com/ ,, http://b.example.com:8000 ',
    });
    expect([publicUrl, audience]).toEqual(Array(2).fill('https://accounts.example.com'));
    expect(corsOrigins).toEqual(['https://a.example.com', 'http://b.example.com:8000']);
  });

  it.each(['10.0.0.0/8', '10.0.0.1, ::1', 'fd00::/8'])('trust the networks %s', (networks) => {
    expect(read({ TRUST_PROXY: networks }).trustProxy).toBe(networks);
  });

  it.each(['true', '-1', '1.5', 'proxy.example.com', '10.0.0.0/33', '10.0.0.0/0', '10.0.0.1,'])(
    'do not trust %s',
    (text) =>
      expect(faultsOf({ TRUST_PROXY: text })).toEqual([expect.stringMatching(/^TRUST_PROXY/)]),
  );
});

it('the development secret is made once, for its owner alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'profile-secret-'));
  const path = join(folder, 'data/secret');
  const make = true;
  expect(secretFromFile(path, !make)).toBeUndefined();
  expect(readdirSync(folder)).toEqual([]);
  const secret = secretFromFile(path, make);
  expect(secret?.length).toBeGreaterThanOrEqual(32);
  expect(secretFromFile(path, make)).toBe(secret);
  expect(secretFromFile(path, !make)).toBe(secret);
  expect(readdirSync(join(folder, 'data'))).toEqual(['secret']);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  // One that is cut off would open everything that is sealed under it to anyone.
  writeFileSync(path, '');
  expect(secretFromFile(path, make)).toBe('');
  rmSync(folder, { recursive: true });
});

it('reading the settings makes no development secret', () => {
  const there = existsSync(resolve(root, 'data/secret'));
  const faults = faultsOf({ SECRET: undefined });
  expect(faults).toEqual(there ? [] : [expect.stringMatching(/run: profile migrate$/)]);
  expect(existsSync(resolve(root, 'data/secret'))).toBe(there);
});
