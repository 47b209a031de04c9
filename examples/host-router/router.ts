// A team's own tRPC router, with the profiles of ours in it.
import type { ServerResponse } from 'node:http';
import { createProfileRouter, profileErrorData } from '@profile/api';
import type { Store } from '@profile/db';
import { initTRPC, TRPCError } from '@trpc/server';
import { z } from 'zod';
import type { Session, Sessions } from './sessions.js';

/** The host's own context; Profile sees of it what `caller` tells. */
export interface Context {
  session: Session | undefined;
  response: ServerResponse;
}

const t = initTRPC.context<Context>().create({
  // Next to what tRPC says of every error, what Profile says of its own.
  errorFormatter: ({ shape, error }) => ({
    ...shape,
    data: { ...shape.data, profile: profileErrorData(error) },
  }),
});

export type HostRouter = Awaited<ReturnType<typeof createHostRouter>>;

export async function createHostRouter(sessions: Sessions, store: Store, secret: string) {
  const profile = await createProfileRouter<Context>({
    store,
    secret,
    issuer: 'https://intranet.example.com',
    caller: ({ session }) =>
      session && {
        id: session.employee.id,
        email: session.employee.email,
        emailVerified: true,
        signedInAt: session.since,
      },
  });

  return t.router({
    login: t.procedure
      .input(z.object({ email: z.string(), password: z.string() }))
      .mutation(({ ctx, input }) => {
        const id = sessions.open(input.email, input.password);
        if (id === undefined) throw new TRPCError({ code: 'UNAUTHORIZED' });
        ctx.response.setHeader('set-cookie', `sid=${id}; HttpOnly; SameSite=Lax; Path=/`);
      }),
    lunch: t.procedure.query(({ ctx }) => (ctx.session ? 'Soup' : 'For guests: bread')),
    profile,
  });
}
