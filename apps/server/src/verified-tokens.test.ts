import { errors } from 'jose';
import { expect, it } from 'vitest';
import { Unauthenticated } from './bearer.js';
import { rememberVerified } from './verified-tokens.js';

const failing = (error: Error) => rememberVerified(() => Promise.reject(error));

it.each([
  ['is not well-formed', new errors.JWSInvalid(), 'invalid'],
  ['has a wrong signature', new errors.JWSSignatureVerificationFailed(), 'invalid'],
  ['has expired', new errors.JWTExpired('expired', {}), 'expired'],
  ['is of nobody whom we know', new Unauthenticated('invalid'), 'invalid'],
])('a token that %s is refused', async (_, error, problem) => {
  await expect(failing(error)('token', new Date())).rejects.toMatchObject({ problem });
});

it.each([new TypeError('x is not a function'), new RangeError('ours'), new Error('the database')])(
  'a fault of ours is no token’s: %s',
  async (error) => {
    // Caught: every TypeError became a 401, and so did an issuer that couldn't be reached.
    await expect(failing(error)('token', new Date())).rejects.toBe(error);
  },
);
