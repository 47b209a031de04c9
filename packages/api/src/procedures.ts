import { type Scope, validationErrors } from '@profile/contract';
import { getTRPCErrorFromUnknown, type TRPCError } from '@trpc/server';
import { $ZodError } from 'zod/v4/core';
import { audit } from './audit.js';
import type { Caller, Context } from './context.js';
import { asFailure, Failure, invalid, invalidJson } from './errors.js';
import { t } from './trpc.js';

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
  return t.procedure.meta({ signedIn: true, scope }).use(({ next, getRawInput, ctx, path }) => {
    // All in one, not on top of `anyone`: each middleware costs a call several promises.
    async function run() {
      let error: TRPCError;
      try {
        const caller = await ctx.authenticate();
        if (!caller.scopes.includes(scope)) throw lacking(scope, ctx, caller);
        const result = await next({ ctx: calledBy(ctx, caller) });
        if (result.ok) return result;
        error = result.error;
      } catch (cause) {
        error = getTRPCErrorFromUnknown(cause);
      }
      return refuse(ctx, error, getRawInput);
    }
    return ctx.trace ? ctx.trace(path, run) : run();
  });
}

function lacking(scope: Scope, ctx: Context, { user, session }: Caller): Failure {
  audit(ctx, 'access.scope_refused', { user: user.id, session: session?.id, scope });
  return new Failure('insufficient_scope', { scope });
}

/** The same context while it is the same caller, since a copy costs more than the guard. */
function calledBy(ctx: Context, caller: Caller): { caller: Caller } {
  if (ctx.caller !== undefined && ctx.caller !== caller) return { caller };
  ctx.caller = caller;
  return ctx as { caller: Caller };
}
