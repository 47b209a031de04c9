import { describe, expect, it } from 'vitest';
import { outdatedHash, password, passwordHash } from '../testing/context.js';
import { createPasswords } from './passwords.js';

describe('passwords', () => {
  const passwords = createPasswords({ minLength: 8 });

  it('are hashed with a salt of their own each time', async () => {
    const [one, two] = await Promise.all([passwords.hash(password), passwords.hash(password)]);
    expect(one).not.toBe(two);
    for (const hash of [one, two]) expect(await passwords.matches(hash, password)).toBe(true);
    expect(await passwords.matches(one, `${password} `)).toBe(false);
  });

  it('match nothing where there is no hash', async () => {
    for (const given of ['', 'x', password]) {
      expect(await passwords.matches(undefined, given)).toBe(false);
    }
  });

  it('are outdated by any other parameters than those of now', () => {
    expect(passwords.isOutdated(passwordHash)).toBe(false);
    expect(passwords.isOutdated(outdatedHash)).toBe(true);
    for (const [now, then] of [
      ['argon2id', 'argon2i'],
      ['m=19456', 'm=194560'],
      ['t=2', 't=1'],
      ['p=1$', 'p=2$'],
    ] as const) {
      expect(passwords.isOutdated(passwordHash.replace(now, then))).toBe(true);
    }
  });

  it.each([
    ['quiet-lantern-58', undefined],
    ['ada', 'string_too_short'],
    ['🦉🦉🦉🦉🦉🦉🦉', 'string_too_short'],
    ['🦉🦉🦉🦉🦉🦉🦉🦉', undefined],
    ['password1', 'value_error'],
    ['a-countess@example.com', 'value_error'],
    ['A-COUNTESS', 'value_error'],
    ['a-countess1', undefined],
    ['Countess_Ada', 'value_error'],
  ])('of which %s is judged as %s', (given, type) => {
    const person = { email: 'a-countess@example.com', username: 'countess_ada' };
    expect(passwords.fault('new_password', given, person)?.type).toBe(type);
  });
});
