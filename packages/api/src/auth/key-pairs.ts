import type { SigningKey } from '@profile/db';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Secrets } from '../secrets.js';

/** What our tokens may be signed with; EdDSA is Ed25519. */
export const signingAlgs = ['ES256', 'EdDSA'] as const;

export type SigningAlg = (typeof signingAlgs)[number];

/** Makes a key as it is stored: the public half as it is, the private half sealed. */
export async function makeKey({
  alg,
  secrets,
  created_at,
  active_from = created_at,
}: {
  alg: SigningAlg;
  secrets: Secrets;
  created_at: string;
  active_from?: string;
}): Promise<SigningKey> {
  for (;;) {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    const public_jwk = (await exportJWK(publicKey)) as Record<string, string>;
    const id = await calculateJwkThumbprint(public_jwk);
    // On the command line it would be read as an option.
    if (id.startsWith('-')) continue;
    const private_jwk = secrets.seal(JSON.stringify(await exportJWK(privateKey)));
    return { id, alg, public_jwk, private_jwk, created_at, active_from, retired_at: null };
  }
}

/** Throws WrongSecret when the key was sealed under another SECRET. */
export function openPrivate({ private_jwk, alg }: SigningKey, secrets: Secrets): JWK {
  return { ...JSON.parse(secrets.open(private_jwk)), alg };
}
