import type { Store } from '@profile/db';
import ipaddr from 'ipaddr.js';
import RateLimiterRes from 'rate-limiter-flexible/lib/RateLimiterRes.js';
import RateLimiterStoreAbstract from 'rate-limiter-flexible/lib/RateLimiterStoreAbstract.js';
import { instant } from '../context.js';
import { Failure } from '../errors.js';
import type { Secrets } from '../secrets.js';
import { BlockedKeys } from './blocked-keys.js';

/** How many points in how many milliseconds. */
export interface Limit {
  points: number;
  duration: number;
}

const minute = 60_000;
const hour = 60 * minute;

/** The limits that are built in, by the names that LIMITS overrides. */
export const defaultLimits = {
  /** Tries to sign in, per login. */
  sign_in: { points: 10, duration: minute },
  /** Tries to sign in, per network address. */
  sign_in_address: { points: 100, duration: minute },
  /** Accounts made, per network address. */
  sign_up: { points: 20, duration: hour },
  /** Refreshes, per session. */
  refresh: { points: 60, duration: minute },
  /** Tries at the current password, per user. */
  password: { points: 10, duration: 15 * minute },
  /** Tries at a mailed token or code, per user. */
  mail_token: { points: 10, duration: 15 * minute },
  /** Mails to choose a new password, per address that was typed. */
  forgot: { points: 5, duration: hour },
  /** The same, per network address. */
  forgot_address: { points: 30, duration: hour },
  /** Pictures processed, per user. */
  avatar: { points: 20, duration: hour },
  /** Mails to an address that nobody has proved, per address. */
  unproved_mail: { points: 5, duration: hour },
} satisfies Record<string, Limit>;

export type LimitName = keyof typeof defaultLimits;
export type Limits = ReturnType<typeof createLimits>;

/** Counts in the database, which all replicas share; `off` counts nothing. */
export function createLimits({
  limits,
  counters,
  secrets,
  now,
}: {
  limits: Record<LimitName, Limit> | 'off';
  counters: Store['counters'];
  secrets: Secrets;
  now: () => Date;
}) {
  const limiters = new Map(
    Object.entries(limits === 'off' ? {} : limits).map(([name, limit]) => [
      name as LimitName,
      new CounterLimiter(name, limit, counters, now),
    ]),
  );

  /** Counts one use; when it is one too many, gives in how many milliseconds there may be another. */
  async function count(name: LimitName, key: string): Promise<number | undefined> {
    try {
      await limiters.get(name)?.consume(secrets.mac('limit-key', key).toString('base64url'));
      return undefined;
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      return refused.msBeforeNext;
    }
  }

  return {
    count,

    /**
     * Counts one use, before the work it stands for, so that no number of callers at once gets more
     * than the limit. The key is kept only as an HMAC, since people type passwords into login fields.
     */
    async consume(name: LimitName, key: string): Promise<void> {
      const wait = await count(name, key);
      if (wait === undefined) return;
      const retryAfter = Math.max(1, Math.ceil(wait / 1000));
      throw new Failure('too_many_requests', { retryAfter, limit: name });
    },
  };
}

/** The network that an address stands for: itself, or for IPv6 its /64, which one host has whole. */
export function network(ip: string): string {
  // Some proxies add a port, which must not make each connection another address.
  const bare = ip.replace(/^\[(.*)\](:\d+)?$/, '$1').replace(/^(\d+(\.\d+){3}):\d+$/, '$1');
  if (!ipaddr.isValid(bare)) return 'unknown';
  const address = ipaddr.process(bare);
  return address.kind() === 'ipv4'
    ? address.toString()
    : Buffer.from(address.toByteArray().slice(0, 8)).toString('hex');
}

interface Count {
  points: number;
  expires_at: string;
}

/** The library's limiter over our own repository: its SQL stores would bypass the queue of writes. */
class CounterLimiter extends RateLimiterStoreAbstract {
  constructor(
    keyPrefix: string,
    { points, duration }: Limit,
    private readonly counters: Store['counters'],
    private readonly now: () => Date,
  ) {
    super({
      keyPrefix,
      points,
      duration: duration / 1000,
      storeClient: counters,
      // Once used up, further requests are refused from memory and cost no write.
      inMemoryBlockOnConsumed: points,
    });
    // Its own goes by Date, whatever the time is for everybody else.
    Object.assign(this, { _inMemoryBlockedKeys: new BlockedKeys(now) });
  }

  protected _getRateLimiterRes(_key: string, changed: number, count: Count): RateLimiterRes {
    return new RateLimiterRes(
      Math.max(this.points - count.points, 0),
      Math.max(Date.parse(count.expires_at) - this.now().getTime(), 0),
      count.points,
      count.points === changed,
    );
  }

  protected async _upsert(
    key: string,
    points: number,
    duration: number,
    startAnew = false,
  ): Promise<Count> {
    const now = this.now();
    const counter = { key, points, expires_at: instant(now, duration) };
    return this.counters.add(counter, instant(now), startAnew);
  }

  protected async _get(key: string): Promise<Count | null> {
    return (await this.counters.get(key)) ?? null;
  }

  protected async _delete(key: string): Promise<boolean> {
    await this.counters.delete(key);
    return true;
  }
}
