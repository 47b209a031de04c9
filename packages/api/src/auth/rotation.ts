import type { SigningKey, Store } from '@profile/db';
import type { Audit } from '../audit.js';
import { instant } from '../context.js';
import { Failure } from '../errors.js';
import type { Secrets } from '../secrets.js';
import { isRetired, type KeyState, stateOf } from './key-life.js';
import { makeKey, type SigningAlg } from './key-pairs.js';
import { type Keys, keyReloadInterval } from './keys.js';

/** How long, in milliseconds, others may keep the key set that they fetched. */
export const keySetMaxAge = 300_000;

/** Published so long before it signs, a key is known to every replica and to everyone who caches. */
const publication = keySetMaxAge + 2 * keyReloadInterval;

/** A key as it may be shown: without its private half. */
export interface KeyDescription {
  kid: string;
  alg: string;
  state: KeyState;
  created_at: string;
  active_from: string;
  retired_at: string | null;
}

export type KeyRotation = ReturnType<typeof createKeyRotation>;

/** What an operator does to the keys; other processes follow when they next reload them. */
export function createKeyRotation({
  store,
  secrets,
  keys: { reload },
  alg = 'ES256',
  tokenTtl,
  audit = () => {},
  now,
}: {
  store: Store;
  secrets: Secrets;
  keys: Pick<Keys, 'reload'>;
  alg?: SigningAlg | undefined;
  tokenTtl: number;
  audit?: Audit | undefined;
  now: () => Date;
}) {
  /** From a key's last signature, on the slowest replica, to the end of the token. */
  const lastTokenTtl = tokenTtl + keyReloadInterval;

  function describe(key: SigningKey, keys: SigningKey[]): KeyDescription {
    const { id: kid, alg, created_at, active_from, retired_at } = key;
    return {
      kid,
      alg,
      state: stateOf(key, keys, instant(now())),
      created_at,
      active_from,
      retired_at,
    };
  }

  async function list(): Promise<KeyDescription[]> {
    const keys = await store.signingKeys.all();
    return keys.map((key) => describe(key, keys));
  }

  async function changed(kid: string): Promise<KeyDescription> {
    await reload();
    const key = (await list()).find((each) => each.kid === kid);
    if (!key) throw new Failure('not_found', { detail: `The key ${kid} is gone` });
    return key;
  }

  return {
    /** Oldest first. */
    list,

    /**
     * Publishes a key that will sign; the others retire when the last of their tokens is dead. When
     * there are none, it signs at once, as nobody can have cached a key set.
     */
    async rotate(): Promise<KeyDescription> {
      const at = now();
      const created_at = instant(at);
      const active_from = instant(at, publication);
      const key = await makeKey({ alg, secrets, created_at, active_from });
      await store.transaction(async ({ signingKeys }) => {
        await signingKeys.lock();
        const others = await signingKeys.all();
        for (const { id } of others) {
          await signingKeys.retire(id, instant(at, publication + lastTokenTtl));
        }
        await signingKeys.add(others.length > 0 ? key : { ...key, active_from: created_at });
      });
      audit({ audit: 'key.rotated', key: key.id });
      return changed(key.id);
    },

    /**
     * Stops a key from signing, and from verifying when its last token is dead, or `atOnce`. When no
     * other one signs, the next one does at once: the one that is published, else one made here.
     */
    async retire(kid: string, atOnce = false): Promise<KeyDescription> {
      const at = instant(now());
      const spare = await makeKey({ alg, secrets, created_at: at });
      const retired = await store.transaction(async ({ signingKeys }) => {
        await signingKeys.lock();
        const keys = await signingKeys.all();
        const key = keys.find(({ id }) => id === kid);
        if (!key) throw new Failure('not_found', { detail: `There is no key ${kid}` });
        if (isRetired(key, at)) return false;
        const staying = keys.filter(({ id, retired_at }) => id !== kid && retired_at === null);
        if (!staying.some(({ active_from }) => active_from <= at)) {
          const [next] = staying;
          if (next) await signingKeys.activate(next.id, at);
          else await signingKeys.add(spare);
        }
        await signingKeys.retire(kid, atOnce ? at : instant(now(), lastTokenTtl));
        return true;
      });
      if (retired) audit({ audit: 'key.retired', key: kid });
      return changed(kid);
    },
  };
}
