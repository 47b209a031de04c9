import type { Context } from '@profile/api';
import { type AnyProcedure, getTRPCErrorFromUnknown, type TRPCError } from '@trpc/server';

/** What a procedure is called with, as tRPC hands it from one middleware to the next. */
interface Call {
  ctx: object;
  type: string;
  path: string;
  input: unknown;
  getRawInput(): Promise<unknown>;
}

type Change = Partial<Pick<Call, 'ctx' | 'input' | 'getRawInput'>>;
type Result = { ok: true; data: unknown } | { ok: false; error: TRPCError };
type Middleware = (options: object) => Promise<Result>;

/**
 * Calls a procedure with all its middleware. It does what tRPC's own caller does; that one copies
 * everything twice at each step by a helper of its build, which took a fifth of a whole request.
 */
export async function invoke(
  procedure: AnyProcedure,
  path: string,
  ctx: Context,
  getRawInput: () => Promise<unknown>,
): Promise<unknown> {
  const { middlewares, meta, type } = procedure._def as unknown as {
    middlewares: Middleware[];
    meta: unknown;
    type: string;
  };
  const result = await step(0, { ctx, type, path, input: undefined, getRawInput });
  if (!result.ok) throw result.error;
  return result.data;

  async function step(index: number, call: Call): Promise<Result> {
    const next = (change?: Change) =>
      step(index + 1, change === undefined ? call : changed(call, change));
    const { ctx, type, path, input, getRawInput } = call;
    const run = middlewares[index] as Middleware;
    try {
      const given = { ctx, type, path, input, getRawInput, meta, next, signal: undefined };
      return await run(given);
    } catch (cause) {
      return { ok: false, error: getTRPCErrorFromUnknown(cause) };
    }
  }
}

const changed = (call: Call, change: Change): Call => ({
  ctx: change.ctx ? Object.assign({}, call.ctx, change.ctx) : call.ctx,
  type: call.type,
  path: call.path,
  input: 'input' in change ? change.input : call.input,
  getRawInput: change.getRawInput ?? call.getRawInput,
});
