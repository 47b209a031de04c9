import type { Store } from '@profile/db';
import ipaddr from 'ipaddr.js';
import { instant } from '../context.js';
import { Failure } from '../errors.js';
import type { Secrets } from '../secrets.js';
import { createUsedUp } from './used-up.js';

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
/** Of which limit, and whose it is. */
type Use = [name: LimitName, key: string];

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
  const usedUp = createUsedUp(now);

  /** Counts a use of each until one is used up; gives that one, and in how many milliseconds it isn't any more. */
  async function countInTurn(uses: Use[]): Promise<{ limit: LimitName; wait: number } | undefined> {
    if (limits === 'off') return undefined;
    const at = now();
    const counted = uses.map(([limit, key]) => {
      const { points: most, duration } = limits[limit];
      const mac = secrets.mac('limit-key', key).toString('base64url');
      return { limit, key: `${limit}:${mac}`, points: 1, expires_at: instant(at, duration), most };
    });
    // Once used up, further uses are refused from memory and cost no write; those before them count.
    const known = counted.findIndex(({ key }) => usedUp.wait(key) > 0);
    const sums = await counters.addInTurn(
      known < 0 ? counted : counted.slice(0, known),
      instant(at),
    );
    let refused = counted[known];
    sums.forEach(({ key, points, expires_at }, i) => {
      const use = counted[i] as (typeof counted)[number];
      if (points >= use.most) usedUp.add(key, expires_at);
      if (points > use.most) refused = use;
    });
    return refused && { limit: refused.limit, wait: usedUp.wait(refused.key) };
  }

  async function consumeInTurn(uses: Use[]): Promise<void> {
    const refused = await countInTurn(uses);
    if (!refused) return;
    const { limit, wait } = refused;
    const retryAfter = Math.max(1, Math.ceil(wait / 1000));
    throw new Failure('too_many_requests', { retryAfter, limit });
  }

  return {
    /** Counts one use; when it is one too many, gives in how many milliseconds there may be another. */
    count: async (name: LimitName, key: string) => (await countInTurn([[name, key]]))?.wait,

    /**
     * Counts one use, before the work it stands for, so that no number of callers at once gets more
     * than the limit. The key is kept only as an HMAC, since people type passwords into login fields.
     */
    consume: (name: LimitName, key: string) => consumeInTurn([[name, key]]),

    /** The same for several, in one write: what the first refuses uses nothing of the next up. */
    consumeInTurn,
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
