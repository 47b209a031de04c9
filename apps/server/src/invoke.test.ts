import { appRouter, type Context } from '@profile/api';
import { type AnyProcedure, initTRPC, TRPCError } from '@trpc/server';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { invoker } from './invoke.js';

const { procedure: base } = initTRPC.context<{ who: string; when?: number }>().create();
const one = z.strictObject({ a: z.number() });
const more = { a: 1, b: 2 };

function fail(error: unknown = new Error('It went wrong')): never {
  throw error;
}

/** What procedures can be made of, each of which tRPC calls in its way and we in ours. */
const procedures: Record<string, AnyProcedure> = {
  'gives something': base.query(() => 1),
  'gives a promise': base.query(async () => 1),
  'gives nothing': base.query(() => undefined),
  throws: base.query((): number => fail()),
  'throws what tRPC knows': base.query((): number => fail(new TRPCError({ code: 'CONFLICT' }))),
  'throws nothing': base.query((): number => fail(null)),
  rejects: base.query(async (): Promise<number> => fail()),
  'gives what it says': base.output(one).query(() => ({ a: 1 })),
  'gives what it says, frozen': base.output(one).query(() => Object.freeze({ a: 1 })),
  'gives more than it says': base.output(one).query(() => more),
  'gives more than it says, frozen': base.output(one).query(() => Object.freeze({ ...more })),
  'promises more than it says': base.output(one).query(async () => more),
  'gives more, of which the rest is left out': base
    .output(z.object({ a: z.number() }))
    .query(() => more),
  'throws in place of what it says': base.output(one).query(() => fail()),
  'takes what it is given': base
    .input(z.object({ given: z.string() }))
    .query(({ input }) => [input.given]),
  'takes something else': base.input(one).query(({ input }) => input),
  'takes it after what it gives is said': base
    .output(one)
    .input(z.object({ given: z.string() }))
    .query(({ input }) => ({ a: input.given.length })),
  'is told the same': base.query(({ path, signal, input, ctx }) => [path, signal, input, ctx]),
  'has a middleware that adds to the context': base
    .use(({ next }) => next({ ctx: { who: 'eve', when: 1 } }))
    .use(({ next, ctx }) => next({ ctx: { when: ctx.when + 1 } }))
    .query(({ ctx }) => ({ ...ctx })),
  'has one that waits': base
    .use(async ({ next, getRawInput }) => {
      await getRawInput();
      return next();
    })
    .query(() => 1),
  'has one that takes promises for granted': base
    .use(({ next }) => next().finally(() => {}))
    .query(() => 1),
  'has one that is told of an error': base
    .use(async ({ next, ctx }) => {
      const result = await next();
      return result.ok ? result : next({ ctx: { ...ctx, when: 7 } });
    })
    .query(({ ctx }) => ctx.when ?? fail()),
  'has one that goes on twice': base
    .use(async ({ next }) => {
      await next();
      return next();
    })
    .query(() => 1),
  'has one that throws': base.use(() => fail()).query(() => 1),
  'has one that rejects': base.use(async () => fail()).query(() => 1),
  'has a second that throws': base
    .use(({ next }) => next())
    .use(() => fail())
    .query(() => 1),
};

type Call = (options: object) => Promise<unknown>;

/** What came of a call. */
const outcome = (call: Promise<unknown>) =>
  call.then(
    (data) => ({ data }),
    (error: TRPCError) => {
      const { name, code, message, cause } = error;
      return { name, code, message, cause: String(cause) };
    },
  );

describe('A procedure that', () => {
  it.each(Object.entries(procedures))(
    '%s answers us as it answers tRPC',
    async (path, procedure) => {
      const ctx = { who: 'ada' };
      const getRawInput = async () => ({ given: 'raw' });
      const called = invoker(procedure)(path, ctx as never, getRawInput);
      const options = {
        ctx,
        getRawInput,
        path,
        type: 'query',
        signal: undefined,
        input: undefined,
      };
      const theirs = await outcome((procedure as unknown as Call)(options));
      expect(await outcome(called)).toEqual(theirs);
      expect(ctx).toEqual({ who: 'ada' });
    },
  );
});

it('the caller of a call stays its own, whoever else calls with the same context', async () => {
  const callers = ['usr_ada', 'usr_eve'].map((id) => ({ user: { id }, scopes: ['profile:read'] }));
  const left = [...callers];
  const ctx = { authenticate: async () => left.shift(), caller: undefined } as unknown as Context;
  const get = invoker(appRouter._def.procedures['profile.get' as never]);
  const call = () => get('profile.get', ctx, async () => undefined).catch(() => {});
  await Promise.all([call(), call()]);
  expect(ctx.caller).toBe(callers[0]);
});
