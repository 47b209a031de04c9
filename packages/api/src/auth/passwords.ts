import { readFileSync } from 'node:fs';
import { codePoints, type ValidationError, valueError } from '@profile/contract';
import { type Hashing, hashing as threads } from './hashing.js';

/** Argon2id with OWASP's parameters: 19 MiB, two passes, one lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const current = `$argon2id$v=19$m=${parameters.memoryCost},t=${parameters.timeCost},p=${parameters.parallelism}$`;

/** A hash of nothing anybody knows, so that an unknown account costs the same work as a known one. */
const nobody = `${current}c29tZSBzYWx0IG9yIG90aGVy$SLaqxP9tkRmg6Y1HOX8dm9BwBgRcRyoW1UpmRiUBzmA`;

const list = new URL('../../data/common-passwords.txt', import.meta.url);
let common: Set<string> | undefined;

/** Whether many people have it; the list is read when the first one is chosen. */
function isCommon(password: string): boolean {
  common ??= new Set(readFileSync(list, 'utf8').split('\n'));
  return common.has(password);
}

export type Passwords = ReturnType<typeof createPasswords>;

export function createPasswords({
  minLength,
  hashing = threads,
}: {
  minLength: number;
  hashing?: Hashing | undefined;
}) {
  return {
    hash: (password: string): Promise<string> => hashing.hash(password, parameters),

    /** Does the same work when there is no hash, and then says no. */
    async matches(stored: string | null | undefined, password: string): Promise<boolean> {
      const right = await hashing.verify(stored ?? nobody, password);
      return right && typeof stored === 'string';
    },

    /** Whether a stored hash was made with other parameters than those of now. */
    isOutdated: (stored: string): boolean => !stored.startsWith(current),

    /** What is wrong with a password to be, for a person with this address and username. */
    fault(
      field: string,
      password: string,
      { email, username }: { email: string; username: string | undefined },
    ): ValidationError | undefined {
      if (codePoints(password) < minLength) {
        const msg = `String should have at least ${minLength} characters`;
        return { type: 'string_too_short', loc: ['body', field], msg };
      }
      const lower = password.toLowerCase();
      if (isCommon(lower)) {
        return valueError(field, 'This password is one of the most common ones; choose another');
      }
      const own = [email, email.slice(0, email.lastIndexOf('@')), username ?? ''];
      if (own.some((word) => word.length >= 4 && word.toLowerCase() === lower)) {
        return valueError(field, 'The password must not be your email address or username');
      }
      return undefined;
    },
  };
}
