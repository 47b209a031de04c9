import type { Scope } from '@profile/contract';
import type { CallerSession, Store, User } from '@profile/db';
import type { DeletedIdentities } from './accounts/deleted-identities.js';
import type { Audit } from './audit.js';
import type { Limits } from './auth/limits.js';
import type { Passwords } from './auth/passwords.js';
import type { RefreshTokens } from './auth/refresh-tokens.js';
import type { AccessTokens } from './auth/tokens.js';
import type { Media } from './avatar/media.js';
import type { Pictures } from './avatar/pictures.js';
import type { MailedSecrets } from './email/mailed-secrets.js';
import type { Trace } from './trace.js';

/** The settings that operations depend on; durations in milliseconds. */
export interface Settings {
  /** Sign-up answers everyone the same, and the mail decides. */
  privateSignUp: boolean;
  passwordMinLength: number;
  accessTokenTtl: number;
  refreshTokenTtl: number;
  refreshGrace: number;
  verifyEmailTtl: number;
  verifyEmailCooldown: number;
  /** Where pages behind mailed links may lead on to. */
  redirectUrls: readonly string[];
}

/** What every request shares. */
export interface Services {
  store: Store;
  settings: Settings;
  passwords: Passwords;
  accessTokens: AccessTokens;
  refreshTokens: RefreshTokens;
  mailedSecrets: MailedSecrets;
  deletedIdentities: DeletedIdentities;
  limits: Limits;
  pictures: Pictures;
  media: Media;
  audit: Audit;
  /** A name for what somebody typed, which is always the same and from which nobody gets back to it. */
  pseudonym(typed: string): string;
  /** Not there where nobody asked for traces. */
  trace: Trace | undefined;
  now(): Date;
  /** A TypeID: the prefix and a UUIDv7. */
  newId(prefix: 'usr' | 'ses' | 'mail'): string;
  randomBytes(size: number): Buffer;
  mailer: {
    /** Tells the worker that the outbox has something due. */
    wake(): void;
  };
}

/** Who is calling, as of the moment the token was checked. */
export interface Caller {
  user: User;
  /** Null when another issuer's token was used, whose sessions aren't ours. */
  session: CallerSession | null;
  scopes: readonly Scope[];
}

/** The one refresh token that the caller's browser keeps where no script can read it. */
export interface RefreshCookie {
  /** What it sent under this name, as it came; more than one when somebody else has set one too. */
  readonly sent: readonly string[];
  /** Whether the page that asks is one that may use it. */
  readonly allowed: boolean;
  /**
   * Takes it for one call of the request, before anything is spent. Throws `origin_not_allowed`, and
   * `malformed_request` where the answer could not carry what this call gives out.
   */
  claim(): void;
  /** Has the browser keep a token until a moment. */
  set(token: string, expires_at: string): void;
  /** Has the browser forget it. */
  clear(): void;
}

export interface Context extends Services {
  request: { id: string; ip: string; userAgent: string | null };
  /** The same at each call; nothing of it is read before. */
  refreshCookie(): RefreshCookie;
  /** Checks the bearer token; throws `not_authenticated` or `invalid_token`. */
  authenticate(): Promise<Caller>;
  /** Who that is, behind a guard. Elsewhere not to be read: in a batch it may be of another call. */
  caller: Caller | undefined;
}

/** Now, and some milliseconds later or earlier, as the database and the wire write it. */
export function instant(at: Date, plus = 0): string {
  const time = at.getTime() + plus;
  if (time !== last.time) last = { time, text: new Date(time).toISOString() };
  return last.text;
}

/** Many requests ask for the same millisecond, and writing it takes longer than all else they do with it. */
let last = { time: Number.NaN, text: '' };
