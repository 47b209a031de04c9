import { isIP, isIPv4 } from 'node:net';
import { resolve } from 'node:path';
import {
  type Limit,
  type LimitName,
  type Settings,
  type SigningAlg,
  signingAlgs,
} from '@profile/api';
import type { Database } from '@profile/db';
import { databaseAddress } from './database-setting.js';
import { parseDuration } from './duration.js';
import { filePath, root } from './file-address.js';
import { readLimits } from './limits-setting.js';
import { isLoopback } from './loopback.js';
import { type MailTexts, readMailTexts } from './mail/texts.js';
import { misspelt } from './misspelt.js';
import { type ResourceServer, readResourceServers } from './oauth/resource-servers.js';
import { type Observation, readObservation } from './observation-settings.js';
import { secretFromFile } from './secret-file.js';
import type { TrustedIssuer } from './trusted-issuers.js';
import { readTrustedIssuers } from './trusted-issuers-setting.js';

type TrustProxy = false | string | ((address: string, hop: number) => boolean);

export interface Config extends Observation {
  host: string;
  port: number;
  publicUrl: string;
  audience: string;
  signingAlg: SigningAlg;
  database: Required<Database>;
  mailUrl: string;
  mailFrom: string;
  mailTexts: MailTexts;
  /** The folder whose mails may be read over HTTP: in development only, where nobody else can ask. */
  mailbox: string | undefined;
  /** The folder of the pictures that people upload. */
  mediaPath: string;
  secret: string;
  settings: Settings;
  limits: Record<LimitName, Limit> | 'off';
  trustProxy: TrustProxy;
  corsOrigins: string[];
  logLevel: string;
  trustedIssuers: TrustedIssuer[];
  resourceServers: ResourceServer[];
  production: boolean;
  /** What looks like a setting and is none, a sentence each. */
  misspelt: string[];
}

/** Everything that is wrong with the settings, a line each. */
export class ConfigError extends Error {
  constructor(readonly faults: string[]) {
    super(faults.join('\n'));
  }
}

type Env = Record<string, string | undefined>;

/**
 * Reads the environment once; throws a ConfigError that names every fault. Only what sets a database
 * up has the development secret made.
 */
export function readConfig(env: Env = process.env, { makeSecret = false } = {}): Config {
  const faults: string[] = [];
  const fault = <T>(sentence: string, instead: T): T => {
    faults.push(sentence);
    return instead;
  };
  const known = new Set(['SECRET', 'NODE_ENV', 'MAIL_TEMPLATES']);
  const text = (name: string, otherwise: string) => {
    known.add(name);
    return env[name]?.trim() || otherwise;
  };

  const duration = (name: string, otherwise: string, least = 1): number => {
    const value = parseDuration(text(name, otherwise));
    if (value !== undefined && value >= least) return value;
    return fault(`${name} must be a duration such as ${otherwise} (units: s, m, h, d)`, 0);
  };

  const integer = (name: string, otherwise: number, least: number, most: number): number => {
    const value = text(name, String(otherwise));
    if (/^[0-9]{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most) {
      return Number(value);
    }
    return fault(`${name} must be a whole number from ${least} to ${most}`, otherwise);
  };

  /** The first of its two values unless it is set. */
  const flag = (name: string, otherwise: string, other: string): boolean => {
    const value = text(name, otherwise);
    if (value === otherwise || value === other) return value === 'true' || value === 'on';
    return fault(`${name} must be ${[otherwise, other].sort().reverse().join(' or ')}`, false);
  };

  const list = (name: string): string[] =>
    text(name, '')
      .split(',')
      .map((each) => each.trim())
      .filter(Boolean);

  const production = env.NODE_ENV === 'production';
  const host = text('HOST', '127.0.0.1');
  const port = integer('PORT', 8080, 0, 65_535);
  const publicUrl = origin(text('PUBLIC_URL', `http://localhost:${port}`));
  if (!publicUrl) {
    fault('PUBLIC_URL must be an origin such as https://accounts.example.com, without a path', '');
  }
  const local = isLoopback(host) && isLoopback(new URL(publicUrl || 'http://localhost').hostname);

  const databaseUrl = text('DATABASE_URL', 'file:./data/profile.db');

  const mailUrl = text('MAIL_URL', 'file:./data/outbox');
  const mailFolder = filePath(mailUrl);
  if (!mailFolder && !isUrl(mailUrl, ['smtp:', 'smtps:'])) {
    fault('MAIL_URL must be file:<folder> or smtp://user:password@host:port or smtps://…', '');
  }
  const mailFrom = text('MAIL_FROM', 'Profile <no-reply@localhost>');
  if (!/^([^<>\r\n]+<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/.test(mailFrom)) {
    fault('MAIL_FROM must be an address such as Profile <no-reply@example.com>', '');
  }

  const config: Omit<Config, 'secret' | 'misspelt'> = {
    host,
    port,
    publicUrl,
    audience: text('AUDIENCE', publicUrl),
    signingAlg:
      signingAlgs.find((alg) => alg === text('SIGNING_ALG', 'ES256')) ??
      fault(`SIGNING_ALG must be ${signingAlgs.join(' or ')}`, 'ES256'),
    database: {
      url: databaseAddress(databaseUrl, filePath(databaseUrl), (sentence) => fault(sentence, '')),
      pool: integer('DATABASE_POOL', 10, 1, 1000),
      prepare: flag('DATABASE_PREPARE', 'on', 'off'),
    },
    mailUrl: mailFolder ? `file:${mailFolder}` : mailUrl,
    mailFrom,
    mailTexts: readMailTexts(mailTemplates(env), (sentence) =>
      fault(`MAIL_TEMPLATES: ${sentence}`, undefined),
    ),
    mailbox: local && !production ? mailFolder : undefined,
    mediaPath:
      filePath(text('MEDIA_URL', 'file:./data/media')) ??
      fault('MEDIA_URL must be a folder, such as file:./data/media', ''),
    settings: {
      privateSignUp: flag('PRIVATE_SIGN_UP', 'false', 'true'),
      passwordMinLength: integer('PASSWORD_MIN_LENGTH', 8, 8, 64),
      accessTokenTtl: duration('ACCESS_TOKEN_TTL', '15m', 1000),
      refreshTokenTtl: duration('REFRESH_TOKEN_TTL', '30d', 1000),
      refreshGrace: duration('REFRESH_GRACE', '10s', 0),
      verifyEmailTtl: duration('VERIFY_EMAIL_TTL', '24h', 1000),
      verifyEmailCooldown: duration('VERIFY_EMAIL_COOLDOWN', '60s', 0),
      redirectUrls: list('REDIRECT_URLS').map((each) =>
        isUrl(each, ['http:', 'https:'])
          ? each
          : fault(
              `REDIRECT_URLS has ${each}, which is no URL such as https://app.example.com/`,
              '',
            ),
      ),
    },
    limits: readLimits(text('LIMITS', ''), fault),
    trustProxy: readTrustProxy(text('TRUST_PROXY', 'off'), fault),
    corsOrigins: list('CORS_ORIGINS').map(
      (each) =>
        origin(each) ||
        fault(`CORS_ORIGINS has ${each}, which is no origin such as https://app.example.com`, ''),
    ),
    logLevel: ['trace', 'debug', 'info', 'warn', 'error', 'silent'].includes(
      text('LOG_LEVEL', 'info'),
    )
      ? text('LOG_LEVEL', 'info')
      : fault('LOG_LEVEL must be trace, debug, info, warn, error or silent', 'info'),
    ...readObservation(text, integer, fault),
    trustedIssuers: readTrustedIssuers(text('TRUSTED_ISSUERS', ''), (sentence) =>
      fault(sentence, undefined),
    ),
    resourceServers: readResourceServers(text('RESOURCE_SERVERS', ''), (sentence) =>
      fault(sentence, undefined),
    ),
    production,
  };

  const given = env.SECRET ?? '';
  if (given !== '' && given.length < 32) {
    fault('SECRET must have at least 32 characters; make one with: openssl rand -base64 32', '');
  } else if (given === '' && (production || !local)) {
    fault(
      `SECRET is required ${production ? 'when NODE_ENV=production' : 'unless HOST and PUBLIC_URL are both loopback'}; make one with: openssl rand -base64 32`,
      '',
    );
  }
  if (faults.length > 0) throw new ConfigError(faults);
  const secret = given || secretFromFile(resolve(root, 'data/secret'), makeSecret);
  if (secret) return { ...config, secret, misspelt: misspelt(env, known) };
  throw new ConfigError([
    secret === undefined
      ? 'There is neither a SECRET nor a file data/secret. Bring back the one that was used here; if there was none yet, run: profile migrate'
      : 'The file data/secret is cut off; restore it, or delete it to start over',
  ]);
}

/** The operator's folder of texts for mails, if there is one. */
export function mailTemplates(env: Env = process.env): string | undefined {
  const folder = env.MAIL_TEMPLATES?.trim();
  return folder ? resolve(root, folder) : undefined;
}

/** The database at another address, which is read as DATABASE_URL is. */
export function readDatabase(url: string, env: Env = process.env): Required<Database> {
  return readConfig({ ...env, DATABASE_URL: url }).database;
}

/** `off`, how many proxies stand before us, or their networks parted by commas. */
function readTrustProxy(
  text: string,
  fault: (sentence: string, instead: false) => false,
): TrustProxy {
  if (text === 'off') return false;
  if (/^[0-9]+$/.test(text)) return (_address, hop) => hop < Number(text);
  if (text.split(',').every((each) => isNetwork(each.trim()))) return text;
  return fault(
    'TRUST_PROXY must be off, how many proxies stand before this server, or their networks such as 10.0.0.0/8, parted by commas',
    false,
  );
}

function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([^/]+)(?:\/([1-9][0-9]{0,2}))?$/.exec(text) ?? [];
  return isIP(address) > 0 && Number(bits ?? 1) <= (isIPv4(address) ? 32 : 128);
}

function isUrl(text: string, protocols: string[]): boolean {
  return URL.canParse(text) && protocols.includes(new URL(text).protocol);
}

function origin(text: string): string {
  if (!isUrl(text, ['http:', 'https:'])) return '';
  const url = new URL(text);
  return url.pathname === '/' && !url.search && !url.hash && !url.username ? url.origin : '';
}
