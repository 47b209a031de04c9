import type { AnyProcedure } from '@trpc/server';
import type { Context } from '../context.js';
import { t } from '../trpc.js';

type Call = (options: { ctx: unknown }) => Promise<unknown>;

/**
 * The same procedures for whoever has another context: `translate` makes ours of theirs at each call, and
 * all middleware of a procedure runs as ever.
 */
export function mounted<Procedures extends Record<string, AnyProcedure>>(
  procedures: Procedures,
  translate: (theirs: unknown) => Context,
) {
  const translated = Object.entries(procedures).map(([name, procedure]) => {
    const call = procedure as unknown as Call;
    const through: Call = (options) => call({ ...options, ctx: translate(options.ctx) });
    return [name, Object.assign(through, { _def: procedure._def })];
  });
  return t.router(Object.fromEntries(translated) as Procedures);
}
