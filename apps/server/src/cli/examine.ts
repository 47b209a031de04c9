import { statSync } from 'node:fs';
import { createServices } from '@profile/api';
import { databaseName, inspectDatabase, openStore, type Store } from '@profile/db';
import { type Config, ConfigError, readConfig } from '../config.js';
import { explain } from '../explain.js';
import { checkMail } from '../mail/check.js';
import { describeFailure } from '../mail/failure.js';

export interface Check {
  name: string;
  ok: boolean;
  /** What was found; when it isn't right, what to do. */
  detail: string;
}

/** How far ahead of us, in milliseconds, another machine's clock may be. */
const tolerance = 60_000;

/** Looks at everything that a server needs, one thing after the other. */
export async function examine(): Promise<Check[]> {
  let config: Config;
  try {
    config = readConfig();
  } catch (error) {
    const detail = error instanceof ConfigError ? error.faults.join('; ') : reason(error);
    return [{ name: 'settings', ok: false, detail }];
  }
  const checks = [
    {
      name: 'settings',
      ok: true,
      detail: [`for ${config.publicUrl}`, ...config.misspelt].join('; '),
    },
    await check('database', () => database(config)),
    await check('mail', () => mail(config)),
  ];
  if (!checks[1]?.ok) return [...checks, await check('clock', () => clock([]))];
  const store = await openStore(config.database, { migrate: false });
  try {
    const keys = await store.signingKeys.all();
    checks.push(await check('keys', () => openAll(config, store, keys.length)));
    checks.push(await check('clock', () => clock(keys.map(({ created_at }) => created_at))));
  } finally {
    await store.close();
  }
  return checks;
}

async function check(name: string, look: () => string | Promise<string>): Promise<Check> {
  try {
    return { name, ok: true, detail: await look() };
  } catch (error) {
    return { name, ok: false, detail: reason(error) };
  }
}

/** On one line; errors that nobody foresaw bring a stack along. */
const reason = (error: unknown) =>
  error instanceof Unfit ? error.message : (explain(error, 'Looking').split('\n')[0] ?? '');

/** Something is not as a server needs it; says what to do. */
class Unfit extends Error {}

async function database({ database }: Config): Promise<string> {
  const name = databaseName(database.url);
  try {
    const { migrations, notes, journalMode } = await inspectDatabase(database);
    const { present, missing } = migrations;
    if (present.length === 0) {
      throw new Unfit(`${name} has no tables yet. Start the server, or run: profile migrate`);
    }
    if (missing.length > 0) {
      throw new Unfit(`${name} lacks ${missing.join(', ')}. Run: profile migrate`);
    }
    if (journalMode !== undefined && journalMode !== 'wal') {
      throw new Unfit(`${name} is in ${journalMode} mode. Run: profile migrate`);
    }
    return [name, present.at(-1), ...notes].join(', ');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Unfit(`There is no ${name} yet. Start the server, or run: profile migrate`);
  }
}

async function mail({ mailUrl }: Config): Promise<string> {
  try {
    return await checkMail(mailUrl);
  } catch (error) {
    throw new Unfit(`${describeFailure(error)}. Check MAIL_URL.`);
  }
}

async function openAll(config: Config, store: Store, number: number): Promise<string> {
  // Opening would make the first one, and nothing is to change here.
  if (number === 0) return 'none yet; the first start makes one';
  const { publicUrl: issuer, audience, signingAlg, secret, settings } = config;
  const mailer = { wake() {} };
  const options = { store, secret, issuer, audience, signingAlg, settings, mailer };
  const { keys } = await createServices({ ...options, limits: 'off' });
  const { kid, alg } = keys.signing;
  const hint = alg === signingAlg ? '' : `; for SIGNING_ALG=${signingAlg} run: profile keys rotate`;
  return `${kid} (${alg}) signs and opens with SECRET${hint}`;
}

/** Tokens carry times, so a clock that is behind refuses what was just signed elsewhere. */
function clock(seen: string[]): string {
  const now = Date.now();
  const built = statSync(new URL(import.meta.url)).mtimeMs;
  const newest = Math.max(built, ...seen.map((at) => Date.parse(at)));
  if (newest > now + tolerance) {
    const known = new Date(newest).toISOString();
    throw new Unfit(
      `It says ${new Date(now).toISOString()}, but ${known} has been. Set it by NTP.`,
    );
  }
  return new Date(now).toISOString();
}
