import type { SigningKey, Store } from '@profile/db';
import type { JWK } from 'jose';
import { instant } from '../context.js';
import type { Secrets } from '../secrets.js';
import { isRetired, signerOf } from './key-life.js';
import { makeKey, openPrivate, type SigningAlg } from './key-pairs.js';

/** How often, in milliseconds, every process looks for what others did to the keys. */
export const keyReloadInterval = 5_000;

export type Keys = Awaited<ReturnType<typeof openKeys>>;

/** As JSON Web Keys, which jose makes CryptoKeys of when it first uses them, and keeps those. */
interface OpenKey {
  row: SigningKey;
  publicKey: JWK;
  /** Not there when the key was retired already when it was opened. */
  privateKey: JWK | undefined;
}

/** The signing keys of the database. If there is none, the first is made here, unless `makeFirst` is false. */
export async function openKeys({
  store,
  secrets,
  now,
  alg = 'ES256',
  makeFirst = true,
}: {
  store: Store;
  secrets: Secrets;
  now: () => Date;
  alg?: SigningAlg | undefined;
  makeFirst?: boolean | undefined;
}) {
  let keys = new Map<string, OpenKey>();
  let loadedAt = now().getTime();
  let loading = Promise.resolve();

  async function load(): Promise<void> {
    const rows = await store.signingKeys.all();
    const at = instant(now());
    const opened = rows.map((row): OpenKey => {
      const known = keys.get(row.id);
      if (known) return { ...known, row };
      const privateKey = isRetired(row, at) ? undefined : openPrivate(row, secrets);
      return { row, publicKey: { ...row.public_jwk, alg: row.alg }, privateKey };
    });
    keys = new Map(opened.map((key) => [key.row.id, key]));
  }

  function reload(): Promise<void> {
    loadedAt = now().getTime();
    // After the load that may be under way, which can have read the keys as they were before.
    loading = loading.catch(() => {}).then(load);
    return loading;
  }

  /** The keys that verify at this moment. */
  const living = (): OpenKey[] => {
    const at = instant(now());
    return [...keys.values()].filter(({ row }) => !isRetired(row, at));
  };

  if (makeFirst && (await store.signingKeys.all()).length === 0) {
    const key = await makeKey({ alg, secrets, created_at: instant(now()) });
    await store.transaction(async ({ signingKeys }) => {
      await signingKeys.lock();
      if ((await signingKeys.all()).length === 0) await signingKeys.add(key);
    });
  }
  await reload();

  return {
    /** Reads the keys again; every process is to do so each `keyReloadInterval`. */
    reload,

    /** The key that signs now. */
    get signing(): { kid: string; alg: string; key: JWK; until: string | null } {
      const rows = living().map(({ row }) => row);
      const signer = keys.get(signerOf(rows, instant(now()))?.id ?? '');
      if (!signer?.privateKey) throw new Error('The database has no key that signs');
      const { id: kid, alg, retired_at: until } = signer.row;
      return { kid, alg, key: signer.privateKey, until };
    },

    /** Whether what a key has signed is still good, as far as this process knows. */
    verifies(kid: string): boolean {
      const known = keys.get(kid);
      // Asked at each request, and hardly ever of a key that has an end.
      if (known === undefined || known.row.retired_at === null) return known !== undefined;
      return !isRetired(known.row, instant(now()));
    },

    /** The public key of an id, for the one algorithm it was made for; none when it is retired. */
    async find(kid: string): Promise<{ alg: string; key: JWK } | undefined> {
      if (!keys.has(kid)) {
        // Also for those who ask meanwhile: else they would refuse the very key that is on its way.
        await (now().getTime() - loadedAt > keyReloadInterval ? reload() : loading);
      }
      const found = keys.get(kid);
      if (!found || isRetired(found.row, instant(now()))) return undefined;
      return { alg: found.row.alg, key: found.publicKey };
    },

    /** RFC 7517, for whoever verifies our tokens: also the keys that will sign soon. */
    jwks(): { keys: JWK[] } {
      return {
        keys: living().map(({ row: { id, alg, public_jwk } }) => ({
          ...public_jwk,
          kid: id,
          alg,
          use: 'sig',
        })),
      };
    },
  };
}
