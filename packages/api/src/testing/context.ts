import { randomUUID } from 'node:crypto';
import { parseScope, type Scope } from '@profile/contract';
import { createDatabase } from '@profile/databases';
import { openStore, type Store } from '@profile/db';
import { onTestFinished } from 'vitest';
import type { AuditEntry } from '../audit.js';
import type { Limit, LimitName } from '../auth/limits.js';
import { openSession } from '../auth/sign-in.js';
import { memoryMedia } from '../avatar/memory-media.js';
import {
  type Caller,
  type Context,
  instant,
  type RefreshCookie,
  type Settings,
} from '../context.js';
import { Failure } from '../errors.js';
import { appRouter, restRouter } from '../router.js';
import { createServices } from '../services.js';
import { testCookie } from './cookie.js';

export const password = 'violet-anchor-73-mosaic';
/** Its hash by the parameters of now, and one that is cheap and therefore outdated. */
export const passwordHash =
  '$argon2id$v=19$m=19456,t=2,p=1$LUIS/8oGo4x5D+B5rIg0Ww$IA1NiZvoVPf8+cPStM8eVdnDvakeSHdlB6/QwcVTNYU';
export const outdatedHash =
  '$argon2id$v=19$m=8,t=1,p=1$kPWn7fMnODoG+gP35GuWiA$Dq4RJIaYZoPuCPdIw98yc3uZ5os0iiOaTIcG+G3Yl1w';

export const allScopes = 'profile:read profile:write account:security';

const second = 1000;
const settings: Settings = {
  privateSignUp: false,
  passwordMinLength: 8,
  accessTokenTtl: 900 * second,
  refreshTokenTtl: 30 * 86_400 * second,
  refreshGrace: 10 * second,
  verifyEmailTtl: 86_400 * second,
  verifyEmailCooldown: 60 * second,
  redirectUrls: ['https://app.example.com/welcome'],
};

interface Options {
  settings?: Partial<Settings>;
  /** Points a minute; all other limits are so wide that they don't matter. */
  limits?: Partial<Record<LimitName, number>>;
}

/** Who calls and from where. */
export interface Calling {
  session?: string | undefined;
  /** Of the token; all of the session's by default. */
  scopes?: Scope[];
  ip?: string;
  /** Null is none. */
  userAgent?: string | null;
  /** What the browser sent and keeps. */
  cookie?: RefreshCookie;
}

export type TestApi = Awaited<ReturnType<typeof openApi>>;

/** The operations on a database of one test, with a clock to set. */
export async function openApi({ settings: given, limits }: Options = {}) {
  const { store, another, execute } = await openDatabase();
  let time = Date.UTC(2026, 2, 10, 12);
  const files = new Map<string, Uint8Array>();
  const told: AuditEntry[] = [];
  let wakes = 0;
  const { services, keys, rotation } = await createServices({
    store,
    secret: 'the secret of these tests',
    issuer: 'https://profile.test',
    audience: 'https://profile.test',
    settings: { ...settings, ...given },
    limits: limits ? limitsOf(limits) : 'off',
    mailer: {
      wake() {
        wakes++;
      },
    },
    media: memoryMedia(files),
    audit: (entry) => told.push(entry),
    now: () => new Date(time),
  });

  async function authenticate({ session: id, scopes }: Calling): Promise<Caller> {
    if (id === undefined) throw new Failure('not_authenticated');
    const found = await store.sessions.withUser(id);
    const alive = found?.session.revoked_at === null && found.user.is_active;
    if (!alive) throw new Failure('invalid_token');
    return { ...found, scopes: scopes ?? parseScope(found.session.scope) };
  }

  const context = (calling: Calling = {}): Context => ({
    ...services,
    request: {
      id: randomUUID(),
      ip: calling.ip ?? '192.0.2.1',
      userAgent: calling.userAgent === undefined ? 'vitest' : calling.userAgent,
    },
    refreshCookie: () => calling.cookie ?? testCookie({ allowed: false }),
    authenticate: () => authenticate(calling),
    caller: undefined,
  });

  return {
    store,
    another,
    services,
    /** What is kept of pictures, by their names. */
    files,
    keys,
    rotation,
    /** The security events so far, oldest first. */
    told,
    /** How often the mailer was told to look. */
    wakes: () => wakes,
    context,
    /** The moment it is, so many milliseconds from now. */
    at: (plus = 0): string => instant(services.now(), plus),
    pass(milliseconds: number): void {
      time += milliseconds;
    },
    /** The procedures, as somebody calls them. */
    as: (calling: Calling = {}) => appRouter.createCaller(context(calling)),
    /** With the legacy one. */
    asRest: (calling: Calling = {}) => restRouter.createCaller(context(calling)),

    /** An account with a session, made without hashing; its password is `password`. */
    async account(name = 'ada', password_hash = passwordHash) {
      const created_at = instant(services.now());
      const user = await store.accounts.create({
        id: services.newId('usr'),
        username: name,
        email: `${name}@example.com`,
        first_name: null,
        last_name: null,
        password_hash,
        created_at,
      });
      if (!user) throw new Error(`${name} is taken`);
      const open = (scope = allScopes) => openSession(context(), store, user.id, scope);
      const session = await open();
      return { user, id: user.id, session: session.id, openSession: open };
    },

    /** Everything that waits to be mailed. */
    mails: () => store.outbox.take(instant(services.now()), instant(services.now()), 100),

    /** The link's token and the code of the newest mail of a user. */
    async mailed(user_id: string, purpose = 'verify-email') {
      const row = await store.mailTokens.newest(user_id, purpose);
      if (!row) throw new Error('No token was mailed');
      const { token, code } = services.mailedSecrets;
      return { row, token: token(row), code: code(row) };
    },

    /** One statement for what no operation does yet, with `?` for its values. */
    execute,

    /** Every row of a table, past the repositories, with moments as JSON says them. */
    async rows(table: string): Promise<Record<string, unknown>[]> {
      return JSON.parse(JSON.stringify(await execute(`SELECT * FROM ${table}`)));
    },
  };
}

function limitsOf(points: Partial<Record<LimitName, number>>): Record<LimitName, Limit> {
  const limit = (name: LimitName) => ({ points: points[name] ?? 100_000, duration: 60 * second });
  return {
    sign_in: limit('sign_in'),
    sign_in_address: limit('sign_in_address'),
    sign_up: limit('sign_up'),
    refresh: limit('refresh'),
    password: limit('password'),
    mail_token: limit('mail_token'),
    forgot: limit('forgot'),
    forgot_address: limit('forgot_address'),
    avatar: limit('avatar'),
    unproved_mail: limit('unproved_mail'),
  };
}

/** An empty database that goes away with its test; `another` is one more replica's store on it. */
export async function openDatabase() {
  const { url, execute, remove } = await createDatabase();
  onTestFinished(remove);
  const another = async (): Promise<Store> => {
    const store = await openStore(url);
    onTestFinished(() => store.close());
    return store;
  };
  return { store: await another(), another, execute };
}
