import type { SigningKey, Store } from '@profile/db';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { instant } from '../context.js';
import type { Secrets } from '../secrets.js';

/** At most this often, in milliseconds, an unknown key id makes us look for keys of other replicas. */
const reloadInterval = 5_000;

export type Keys = Awaited<ReturnType<typeof openKeys>>;
type CryptoKey = Awaited<ReturnType<typeof importJWK>>;

/** The signing keys of the database, the first of them made here if there is none. */
export async function openKeys({
  store,
  secrets,
  now,
  alg = 'ES256',
}: {
  store: Store;
  secrets: Secrets;
  now: () => Date;
  alg?: string;
}) {
  let rows = await store.signingKeys.all();
  if (rows.length === 0) {
    const key = await generate(alg, secrets, instant(now()));
    rows = await store.transaction(async ({ signingKeys }) => {
      if ((await signingKeys.all()).length === 0) await signingKeys.add(key);
      return signingKeys.all();
    });
  }
  let publicKeys = await importPublic(rows);
  let loadedAt = now().getTime();
  let loading = Promise.resolve();

  async function reload(): Promise<void> {
    rows = await store.signingKeys.all();
    publicKeys = await importPublic(rows);
  }

  const newest = rows.at(-1);
  if (!newest) throw new Error('The database gave no signing key back');
  const privateKey = await importJWK(JSON.parse(secrets.open(newest.private_jwk)), newest.alg);

  return {
    /** The key that signs. */
    signing: { kid: newest.id, alg: newest.alg, key: privateKey },

    /** The public key of an id, for the one algorithm it was made for. */
    async find(kid: string): Promise<{ alg: string; key: CryptoKey } | undefined> {
      if (!publicKeys.has(kid)) {
        if (now().getTime() - loadedAt > reloadInterval) {
          loadedAt = now().getTime();
          loading = reload();
        }
        // Also for those who ask meanwhile: else they would refuse the very key that is on its way.
        await loading;
      }
      return publicKeys.get(kid);
    },

    /** RFC 7517, for whoever verifies our tokens. */
    jwks(): { keys: JWK[] } {
      return {
        keys: rows.map(({ id, alg, public_jwk }) => ({
          ...public_jwk,
          kid: id,
          alg,
          use: 'sig',
        })),
      };
    },
  };
}

async function generate(alg: string, secrets: Secrets, created_at: string): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const public_jwk = (await exportJWK(publicKey)) as Record<string, string>;
  const private_jwk = secrets.seal(JSON.stringify(await exportJWK(privateKey)));
  const id = await calculateJwkThumbprint(public_jwk);
  const active_from = created_at;
  return { id, alg, public_jwk, private_jwk, created_at, active_from, retired_at: null };
}

async function importPublic(rows: SigningKey[]) {
  const entries = rows.map(
    async ({ id, alg, public_jwk }) =>
      [id, { alg, key: await importJWK(public_jwk, alg) }] as const,
  );
  return new Map(await Promise.all(entries));
}
