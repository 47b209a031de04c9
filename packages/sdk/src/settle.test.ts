import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type CommonErrorCode,
  type EmailVerification,
  type ErrorsOf,
  type MethodErrors,
  type PasswordChange,
  type Profile,
  type ProfileCall,
  type ProfileClient,
  ProfileError,
  type ProfileErrorCode,
  type ProfileErrorOf,
  type SessionErrorCode,
  settle,
  type ValidationError,
} from './index.js';
import { open } from './testing/client.js';
import { createDoor, refusal } from './testing/door.js';

const passwords = { current_password: 'violet-anchor-73-mosaic', new_password: 'quiet-lantern' };

/** A client of a server that refuses, or answers, `password.change`. */
const changing = (handler: () => unknown) =>
  open(createDoor({ 'password.change': handler })).client.password.change(passwords);

describe('settle', () => {
  it('gives the data of a call that succeeds', async () => {
    const changed = { changed_at: '2026-03-10T12:00:00Z', sessions_revoked: 2 };
    expect(await settle(changing(() => changed))).toEqual({ data: changed, error: undefined });
  });

  it('gives the error of a call that is refused', async () => {
    const settled = await settle(
      changing(() => Promise.reject(refusal('too_many_requests', { retry_after: 9 }))),
    );
    expect(settled.data).toBeUndefined();
    expect(settled.error).toBeInstanceOf(ProfileError);
    expect(settled.error).toMatchObject({ code: 'too_many_requests', retryAfter: 9 });
  });

  it('lets through what is no error of the client, such as what a function given to `update` throws', async () => {
    const mine = new Error('mine');
    const { client } = open(createDoor({ 'profile.get': () => ({ version: 1 }) }));
    const call = client.profile.update(() => {
      throw mine;
    });
    await expect(settle(call)).rejects.toBe(mine);
  });

  it('takes any promise, of which any error may come', async () => {
    const settled = await settle(Promise.reject<number>(new ProfileError('busy')));
    expect(settled.error?.code).toBe('busy');
    expectTypeOf(settled.error).toEqualTypeOf<ProfileErrorOf<ProfileErrorCode> | undefined>();
    if (!settled.error) expectTypeOf(settled.data).toEqualTypeOf<number>();
  });
});

/** The codes of what a method gives. */
type Codes<Method extends (...given: never[]) => unknown> =
  ReturnType<Method> extends ProfileCall<unknown, infer Code> ? Code : never;
/** The error of a method with one of its codes. */
type With<Method extends keyof MethodErrors, Code> = Extract<ErrorsOf<Method>, { code: Code }>;

describe('the type of a settled call', () => {
  it('has exactly the codes of its method', () => {
    expectTypeOf<Codes<ProfileClient['password']['change']>>().toEqualTypeOf<
      | 'invalid_current_password'
      | 'managed_elsewhere'
      | 'insufficient_scope'
      | 'validation_error'
      | 'body_too_large'
      | SessionErrorCode
      | CommonErrorCode
    >();
    expectTypeOf<Codes<ProfileClient['auth']['forgotPassword']>>().toEqualTypeOf<
      'too_many_requests' | 'validation_error' | 'body_too_large' | CommonErrorCode
    >();
    expectTypeOf<Codes<ProfileClient['auth']['tokens']>>().toEqualTypeOf<'token_store'>();
    expectTypeOf<Codes<ProfileClient['profile']['update']>>().toEqualTypeOf<
      ErrorsOf<'profile.update'>['code']
    >();
  });

  it('makes a switch complete at compile time, and narrows to what each code brings', async () => {
    const { data, error } = await settle(changing(() => Promise.reject(refusal('busy'))));
    if (!error) {
      expectTypeOf(data).toEqualTypeOf<PasswordChange>();
      return;
    }
    switch (error.code) {
      case 'invalid_current_password':
      case 'managed_elsewhere':
      case 'insufficient_scope':
      case 'body_too_large':
        expectTypeOf(error.detail).toEqualTypeOf<string>();
        expectTypeOf(error.retryAfter).toEqualTypeOf<undefined>();
        expectTypeOf(error.current).toEqualTypeOf<undefined>();
        break;
      case 'validation_error':
        expectTypeOf(error.detail).toEqualTypeOf<ValidationError[]>();
        break;
      case 'busy':
      case 'too_many_requests':
        expectTypeOf(error.retryAfter).toEqualTypeOf<number>();
        break;
      case 'signed_out':
      case 'token_store':
      case 'invalid_token':
      case 'not_authenticated':
        break;
      // @ts-expect-error: a password has no version
      case 'stale_version':
        break;
      default:
        error.code satisfies CommonErrorCode;
        expectTypeOf(error.code).toEqualTypeOf<Exclude<CommonErrorCode, 'busy'>>();
    }
    expect(error.code).toBe('busy');
  });

  it('has the profile with `stale_version`, and the verification with `verification_cooldown`', () => {
    expectTypeOf<With<'profile.update', 'stale_version'>['current']>().toEqualTypeOf<
      Profile | undefined
    >();
    expectTypeOf<
      With<'email.change', 'verification_cooldown'>['emailVerification']
    >().toEqualTypeOf<EmailVerification>();
    expectTypeOf<With<'email.change', 'busy'>['emailVerification']>().toEqualTypeOf<undefined>();
  });

  it('is one that goes where a ProfileError or a plain promise is wanted', () => {
    expectTypeOf<ErrorsOf<'email.change'>>().toExtend<ProfileError>();
    expectTypeOf<ReturnType<ProfileClient['profile']['get']>>().toExtend<Promise<Profile>>();
    // Whoever writes a client for tests has plain promises.
    expectTypeOf<Promise<Profile>>().toExtend<ReturnType<ProfileClient['profile']['get']>>();
  });
});
