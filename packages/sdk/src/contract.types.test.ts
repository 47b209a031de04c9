import type { AppRouter } from '@profile/api';
import type { clientExplanations, ErrorCode } from '@profile/contract';
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import { expectTypeOf, it } from 'vitest';
import type { serverErrors } from './contract.generated.js';
import type { ProfileErrorCode } from './errors.js';
import type { ProfileClient } from './interface.js';
import type { MethodErrors } from './method-errors.generated.js';

type Inputs = inferRouterInputs<AppRouter>;
type Outputs = inferRouterOutputs<AppRouter>;

/**
 * Without the `undefined` that zod allows as the value of what may be left out, and without what the
 * token store says.
 */
type Exact<T> = { [key in keyof T as Exclude<key, 'token_delivery'>]: Exclude<T[key], undefined> };

/** What a method of the client takes and gives. */
type Takes<Method extends (...given: never[]) => unknown> = NonNullable<Parameters<Method>[0]>;
type Gives<Method extends (...given: never[]) => unknown> = Awaited<ReturnType<Method>>;

it('takes what the router takes', () => {
  expectTypeOf<Takes<ProfileClient['auth']['register']>>().toEqualTypeOf<
    Exact<Inputs['auth']['register']>
  >();
  expectTypeOf<Takes<ProfileClient['auth']['login']>>().toEqualTypeOf<
    Exact<Inputs['auth']['login']>
  >();
  expectTypeOf<NonNullable<Parameters<ProfileClient['auth']['logout']>[0]>>().toEqualTypeOf<
    NonNullable<Extract<Inputs['auth']['logout'], object>['scope']>
  >();
  expectTypeOf<
    Exclude<Takes<ProfileClient['profile']['update']>, (...given: never[]) => unknown>
  >().toEqualTypeOf<Exact<Inputs['profile']['update']>>();
  expectTypeOf<Takes<ProfileClient['sessions']['revoke']>>().toEqualTypeOf<
    Inputs['sessions']['revoke']['id']
  >();
  expectTypeOf<Takes<ProfileClient['password']['change']>>().toEqualTypeOf<
    Exact<Inputs['password']['change']>
  >();
  expectTypeOf<Takes<ProfileClient['email']['confirmVerification']>>().toEqualTypeOf<
    Exact<Inputs['email']['confirmVerification']>
  >();
  expectTypeOf<Takes<ProfileClient['email']['change']>>().toEqualTypeOf<
    Exact<Inputs['email']['change']>
  >();
  expectTypeOf<Takes<ProfileClient['email']['undoChange']>>().toEqualTypeOf<
    Inputs['email']['undoChange']
  >();
  expectTypeOf<Takes<ProfileClient['auth']['forgotPassword']>>().toEqualTypeOf<
    Exact<Inputs['auth']['forgotPassword']>
  >();
  expectTypeOf<Takes<ProfileClient['auth']['resetPassword']>>().toEqualTypeOf<
    Inputs['auth']['resetPassword']
  >();
});

it('gives what the router gives', () => {
  expectTypeOf<Gives<ProfileClient['auth']['register']>>().toEqualTypeOf<
    Outputs['auth']['register']
  >();
  expectTypeOf<Gives<ProfileClient['auth']['login']>>().toEqualTypeOf<Outputs['auth']['login']>();
  expectTypeOf<Gives<ProfileClient['auth']['refresh']>>().toEqualTypeOf<
    Outputs['auth']['refresh']
  >();
  expectTypeOf<Gives<ProfileClient['profile']['get']>>().toEqualTypeOf<Outputs['profile']['get']>();
  expectTypeOf<Gives<ProfileClient['profile']['update']>>().toEqualTypeOf<
    Outputs['profile']['update']
  >();
  expectTypeOf<Gives<ProfileClient['password']['change']>>().toEqualTypeOf<
    Outputs['password']['change']
  >();
  expectTypeOf<Gives<ProfileClient['sessions']['list']>>().toEqualTypeOf<
    Outputs['sessions']['list']
  >();
  expectTypeOf<Gives<ProfileClient['email']['verification']>>().toEqualTypeOf<
    Outputs['email']['verification']
  >();
  expectTypeOf<Gives<ProfileClient['email']['requestVerification']>>().toEqualTypeOf<
    Outputs['email']['requestVerification']
  >();
  expectTypeOf<Gives<ProfileClient['email']['confirmVerification']>>().toEqualTypeOf<
    Outputs['email']['confirmVerification']
  >();
  expectTypeOf<Gives<ProfileClient['email']['change']>>().toEqualTypeOf<
    Outputs['email']['change']
  >();
  expectTypeOf<Gives<ProfileClient['auth']['forgotPassword']>>().toEqualTypeOf<
    Outputs['auth']['forgotPassword']
  >();
});

it('has a method for every procedure, and no other', () => {
  type Methods<Area extends keyof ProfileClient> = Exclude<keyof ProfileClient[Area], 'tokens'>;
  expectTypeOf<Exclude<keyof ProfileClient, 'on'>>().toEqualTypeOf<keyof Inputs>();
  expectTypeOf<Methods<'auth'>>().toEqualTypeOf<keyof Inputs['auth']>();
  expectTypeOf<Methods<'sessions'>>().toEqualTypeOf<keyof Inputs['sessions']>();
  expectTypeOf<Methods<'profile'>>().toEqualTypeOf<keyof Inputs['profile']>();
  expectTypeOf<Methods<'password'>>().toEqualTypeOf<keyof Inputs['password']>();
  expectTypeOf<Methods<'email'>>().toEqualTypeOf<keyof Inputs['email']>();
});

it('knows every error code of the contract that the router can answer it with', () => {
  expectTypeOf<Exclude<ErrorCode, keyof typeof serverErrors>>().toEqualTypeOf<
    'malformed_request' | 'malformed_if_match' | 'not_found' | 'method_not_allowed'
  >();
  expectTypeOf<keyof typeof serverErrors>().toExtend<ErrorCode>();
});

it('has of every code of its own what the reference says, and each is thrown by some method', () => {
  type Own = Exclude<ProfileErrorCode, keyof typeof serverErrors>;
  expectTypeOf<keyof typeof clientExplanations>().toEqualTypeOf<Own>();
  // The one is thrown before there is a client, the other is the cause of `signed_out`.
  expectTypeOf<Exclude<ProfileErrorCode, MethodErrors[keyof MethodErrors]>>().toEqualTypeOf<
    'invalid_url' | 'invalid_refresh_token'
  >();
});
