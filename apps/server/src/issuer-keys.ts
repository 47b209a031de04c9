import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { Unauthenticated } from './bearer.js';
import { discoverKeys, fetchJson } from './issuer-metadata.js';

/** How old keys may get, in milliseconds, before they are fetched again, behind the requests' back. */
const keysAge = 10 * 60_000;

/** After each try, whatever came of it, an issuer is left alone for so many milliseconds. */
const cooldown = 30_000;

/**
 * The keys of an issuer, fetched once for all who wait, however many tokens come. They are kept when
 * they can't be fetched anew, so an issuer that is down stops only tokens whose key was never seen.
 */
export function issuerKeys({
  issuer,
  jwks_uri,
  now,
  log,
}: {
  issuer: string;
  /** Where they are; by default the issuer's metadata says. */
  jwks_uri?: string | undefined;
  now: () => Date;
  log: { warn(details: object, sentence: string): void };
}): JWTVerifyGetKey {
  const since = (moment: number) => now().getTime() - moment;
  let address = jwks_uri;
  let keys: ReturnType<typeof createLocalJWKSet> | undefined;
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let warnedAt = Number.NEGATIVE_INFINITY;
  let trying: Promise<void> | undefined;

  function warn(err: unknown, sentence: string): void {
    if (since(warnedAt) < cooldown) return;
    warnedAt = now().getTime();
    log.warn({ err, issuer }, sentence);
  }

  async function fetchKeys(): Promise<void> {
    address ??= await discoverKeys(issuer);
    keys = createLocalJWKSet((await fetchJson(address)) as JSONWebKeySet);
    fetchedAt = now().getTime();
  }

  /** Resolves when the keys are as new as they can be for now. */
  async function refresh(): Promise<void> {
    if (!trying && since(triedAt) < cooldown) return;
    trying ??= fetchKeys()
      .catch((error: unknown) => warn(error, 'the keys of a trusted issuer can’t be fetched'))
      .finally(() => {
        triedAt = now().getTime();
        trying = undefined;
      });
    await trying;
  }

  /** The key that a token names. One that is of no use is no fault of ours, whatever error that is. */
  const pick = async (from: JWTVerifyGetKey, ...[header, token]: Parameters<JWTVerifyGetKey>) => {
    try {
      const key = await from(header, token);
      if (isWeak(key)) throw new Error('An RSA key has fewer than 2048 bits');
      return key;
    } catch (error) {
      if (error instanceof errors.JOSEError) throw error;
      warn(error, 'a key of a trusted issuer can’t be used');
      throw new Unauthenticated('invalid');
    }
  };

  return async (header, token) => {
    if (!keys) await refresh();
    else if (since(fetchedAt) > keysAge) void refresh();
    if (!keys) throw new Unauthenticated('invalid');
    try {
      return await pick(keys, header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await refresh();
      return pick(keys, header, token);
    }
  };
}

function isWeak(key: object): boolean {
  const { modulusLength } = (key as { algorithm: { modulusLength?: number } }).algorithm;
  return modulusLength !== undefined && modulusLength < 2048;
}
