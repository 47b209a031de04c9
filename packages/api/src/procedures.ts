import { type Scope, validationErrors } from '@profile/contract';
import { TRPCError } from '@trpc/server';
import { $ZodError } from 'zod/v4/core';
import { asFailure, Failure, invalid, invalidJson } from './errors.js';
import { t } from './trpc.js';

/** No token needed. Whatever goes wrong further in comes out as a failure of the contract's table. */
export const anyone = t.procedure.use(async ({ next, getRawInput }) => {
  const result = await next();
  if (result.ok) return result;
  const { error } = result;
  if (error.code === 'BAD_REQUEST' && error.cause instanceof $ZodError) {
    throw invalid(...validationErrors(error.cause, await getRawInput()));
  }
  // A body that tRPC couldn't parse when the input was asked for.
  if (error.code === 'BAD_REQUEST' && error.cause instanceof SyntaxError) {
    throw invalidJson(error.cause);
  }
  throw error instanceof TRPCError && error.code === 'INTERNAL_SERVER_ERROR'
    ? asFailure(error)
    : error;
});

/** A living session whose token carries the scope. */
export function withScope(scope: Scope) {
  return anyone.meta({ signedIn: true, scope }).use(async ({ ctx, next }) => {
    const caller = await ctx.authenticate();
    if (!caller.scopes.includes(scope)) throw new Failure('insufficient_scope', { scope });
    // Awaited, since a promise that an async function returns takes two turns more.
    return await next({ ctx: { caller } });
  });
}
