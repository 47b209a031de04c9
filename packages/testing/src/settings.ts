import { randomBytes } from 'node:crypto';
import { type Config, readConfig } from '@profile/server/parts';

/** What the server is reached by and where it keeps things is not for a test to say. */
const fixed = [
  'HOST',
  'PORT',
  'DATABASE_URL',
  'DATABASE_POOL',
  'DATABASE_PREPARE',
  'MAIL_URL',
  'MEDIA_URL',
];

/** The settings of a test server, read by the server's own rules; throws what these find wrong. */
export function readSettings(url: string, given: Record<string, string>): Config {
  const ours = Object.keys(given).filter((name) => fixed.includes(name));
  if (ours.length > 0) throw new Error(`A test server sets ${ours.join(' and ')} by itself`);
  const config = readConfig({
    PUBLIC_URL: url,
    SECRET: randomBytes(32).toString('base64'),
    LIMITS: 'off',
    LOG_LEVEL: 'silent',
    ...given,
  });
  return { ...config, database: { ...config.database, url: ':memory:' }, mailbox: undefined };
}
