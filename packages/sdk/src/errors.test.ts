import { describe, expect, expectTypeOf, it } from 'vitest';
import { serverErrors } from './contract.generated.js';
import {
  isProfileError,
  ProfileError,
  type ProfileErrorCode,
  type ProfileErrorOf,
  type ValidationError,
} from './index.js';
import { open } from './testing/client.js';
import { createDoor, refusal } from './testing/door.js';

async function refusedBy(code: string, more = {}) {
  const door = createDoor({ 'profile.get': () => Promise.reject(refusal(code, more)) });
  return open(door)
    .client.profile.get()
    .catch((caught) => caught);
}

describe('a refusal of the server', () => {
  const codes = Object.entries(serverErrors).filter(([code]) => code !== 'invalid_token');
  it.each(codes)('%s has its status %i, its sentence and the request id', async (code, status) => {
    expect(await refusedBy(code)).toMatchObject({
      name: 'ProfileError',
      code,
      status,
      message: `The server says ${code}`,
      detail: `The server says ${code}`,
      requestId: 'req-1',
      retryAfter: undefined,
      emailVerification: undefined,
      current: undefined,
    });
  });

  it('names every fault in one sentence, and has them as data', async () => {
    const detail = [
      { type: 'missing', loc: ['body', 'password'], msg: 'Field required' },
      { type: 'json_invalid', loc: ['body', 7], msg: 'JSON decode error' },
      { type: 'missing', loc: ['body'], msg: 'Field required' },
    ];
    const error = await refusedBy('validation_error', { detail });
    expect(error.detail).toEqual(detail);
    expect(error.message).toBe(
      'password: Field required; 7: JSON decode error; body: Field required',
    );
  });

  it('says how long to wait and where the verification stands', async () => {
    const email_verification = { status: 'pending', email: 'ada@example.com' };
    const more = { retry_after: 42, email_verification };
    expect(await refusedBy('verification_cooldown', more)).toMatchObject({
      retryAfter: 42,
      emailVerification: email_verification,
    });
  });

  it('by a code of a newer version is told apart from an answer of somebody else', async () => {
    expect(await refusedBy('on_holiday', { status: 409 })).toMatchObject({
      code: 'unexpected_response',
      status: 409,
      requestId: 'req-1',
      message: expect.stringMatching(/on_holiday.*update the older/),
    });
  });
});

describe('isProfileError', () => {
  it('asks for any of several codes', () => {
    const error: unknown = new ProfileError('busy');
    expect(isProfileError(error, 'unavailable', 'busy')).toBe(true);
    expect(isProfileError(error, 'unavailable', 'timeout')).toBe(false);
    if (isProfileError(error, 'unavailable', 'busy')) {
      expectTypeOf(error.code).toEqualTypeOf<'unavailable' | 'busy'>();
      expectTypeOf(error.retryAfter).toEqualTypeOf<number>();
    }
  });

  it('knows the errors of a second copy of this package, which are of another class', () => {
    class Twin extends Error {
      override readonly name = 'ProfileError';
      readonly code = 'busy';
    }
    expect(new Twin()).not.toBeInstanceOf(ProfileError);
    expect(isProfileError(new Twin())).toBe(true);
    expect(isProfileError(new Twin(), 'busy')).toBe(true);
    expect(isProfileError(new Twin(), 'network')).toBe(false);
  });

  it.each([
    undefined,
    null,
    'busy',
    { name: 'ProfileError', code: 'busy' },
    new Error('busy'),
    Object.assign(new Error(), { code: 'busy' }),
  ])('refuses what is none: %s', (value) => {
    expect(isProfileError(value)).toBe(false);
  });

  it('narrows to the code and what comes with it, and leaves the rest to whoever asks on', () => {
    const error = new ProfileError('busy') as unknown;
    if (!isProfileError(error)) throw error;
    expectTypeOf(error.code).toEqualTypeOf<ProfileErrorCode>();
    expectTypeOf(error.detail).toEqualTypeOf<string | ValidationError[]>();
    if (isProfileError(error, 'validation_error')) {
      expectTypeOf(error.detail).toEqualTypeOf<ValidationError[]>();
    } else if (isProfileError(error, 'stale_version')) {
      expectTypeOf(error.code).toEqualTypeOf<'stale_version'>();
      expectTypeOf(error.detail).toEqualTypeOf<string>();
    } else {
      // Caught: the guard narrowed to the whole class, so that here the error was `never`.
      expectTypeOf(error).toEqualTypeOf<
        ProfileErrorOf<Exclude<ProfileErrorCode, 'validation_error' | 'stale_version'>>
      >();
    }
  });
});

describe('ProfileError', () => {
  it('is an error with a name, a stack and its cause', () => {
    const cause = new Error('below');
    const error = new ProfileError('token_store', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error.stack).toMatch(/^ProfileError: The token store failed/);
    expect(error.cause).toBe(cause);
  });

  it('has nothing to hide when it is logged: no token, no password', async () => {
    const secret = 'violet-anchor-73-mosaic';
    const { client } = open(
      createDoor({ 'auth.login': () => Promise.reject(refusal('invalid_credentials')) }),
    );
    const error = await client.auth.login({ login: 'ada', password: secret }).catch((e) => e);
    const { inspect } = await import('node:util');
    const logged = inspect(error, { depth: Infinity, showHidden: true }) + JSON.stringify(error);
    expect(logged).toContain('invalid_credentials');
    expect(logged).not.toContain(secret);
  });
});
