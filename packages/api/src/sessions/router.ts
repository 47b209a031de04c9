import { revokeSessionRequest, sessionList } from '@profile/contract';
import { z } from 'zod';
import { audit } from '../audit.js';
import { instant } from '../context.js';
import { withScope } from '../procedures.js';
import { t } from '../trpc.js';
import { deviceName } from './device.js';

export const sessionsRouter = t.router({
  list: withScope('account:security')
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/v1/me/sessions',
        tags: ['Sessions'],
        summary: 'List Sessions',
        description: 'Where the account is signed in.',
      },
    })
    .output(sessionList)
    .query(async ({ ctx }) => {
      const { user, session: current } = ctx.caller;
      const living = await ctx.store.sessions.ofUser(user.id, instant(ctx.now()));
      return {
        sessions: living.map(({ id, created_at, last_seen_at, ip, user_agent }) => ({
          id,
          created_at,
          last_seen_at,
          ip,
          device: deviceName(user_agent),
          current: id === current?.id,
        })),
      };
    }),

  revoke: withScope('account:security')
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/api/v1/me/sessions/{id}',
        tags: ['Sessions'],
        summary: 'End Session',
        description:
          'End one session. The answer is the same for an id that is unknown or somebody else’s, so it tells nothing.',
      },
      status: 204,
    })
    .input(revokeSessionRequest)
    .output(z.void())
    .mutation(async ({ ctx, input: { id } }) => {
      if (!/^ses_[0-9a-z]{26}$/.test(id)) return;
      const { user } = ctx.caller;
      const ended = await ctx.store.sessions.revokeOwn(id, user.id, instant(ctx.now()));
      if (ended) audit(ctx, 'session.revoked', { user: user.id, session: id });
    }),
});
