import { type Scope, validationErrors } from '@profile/contract';
import type { TRPCError } from '@trpc/server';
import { $ZodError } from 'zod/v4/core';
import { audit } from './audit.js';
import type { Context } from './context.js';
import { asFailure, Failure, invalid, invalidJson } from './errors.js';
import { t } from './trpc.js';
import { withCaller } from './with-caller.js';

/** No token needed. Whatever goes wrong further in comes out as a failure of the contract's table. */
export const anyone = t.procedure.use(async ({ next, getRawInput, ctx, path }) => {
  if (ctx.trace) {
    return ctx.trace(path, async () => {
      const result = await next();
      return result.ok ? result : refuse(ctx, result.error, getRawInput);
    });
  }
  // Not the same by a function: another promise costs a call more than all the rest here.
  const result = await next();
  return result.ok ? result : refuse(ctx, result.error, getRawInput);
});

async function refuse(
  ctx: Context,
  error: TRPCError,
  getRawInput: () => Promise<unknown>,
): Promise<never> {
  if (error.code === 'BAD_REQUEST' && error.cause instanceof $ZodError) {
    throw invalid(...validationErrors(error.cause, await getRawInput()));
  }
  // A body that tRPC couldn't parse when the input was asked for.
  if (error.code === 'BAD_REQUEST' && error.cause instanceof SyntaxError) {
    throw invalidJson(error.cause);
  }
  if (error instanceof Failure && error.details.limit !== undefined) {
    audit(ctx, 'access.rate_limited', { limit: error.details.limit });
  }
  throw error.code === 'INTERNAL_SERVER_ERROR' ? asFailure(error) : error;
}

/** A living session whose token carries the scope. */
export function withScope(scope: Scope) {
  return anyone.meta({ signedIn: true, scope }).use(async ({ ctx, next }) => {
    const caller = await ctx.authenticate();
    if (!caller.scopes.includes(scope)) {
      audit(ctx, 'access.scope_refused', {
        user: caller.user.id,
        session: caller.session?.id,
        scope,
      });
      throw new Failure('insufficient_scope', { scope });
    }
    // Awaited, since a promise that an async function returns takes two turns more.
    return await next({ ctx: withCaller(ctx, caller) });
  });
}
