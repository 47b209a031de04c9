import { changePasswordRequest, passwordChange, valueError } from '@profile/contract';
import { instant } from '../context.js';
import { Failure, invalid } from '../errors.js';
import { withScope } from '../procedures.js';
import { t } from '../trpc.js';

export const passwordRouter = t.router({
  change: withScope('account:security')
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/v1/me/password',
        tags: ['Profile'],
        summary: 'Change Password',
        description:
          "Change the current user's password. Every other session ends at once, and every mailed link and code is dead.",
      },
      errors: ['invalid_current_password', 'too_many_requests', 'busy'],
    })
    .input(changePasswordRequest)
    .output(passwordChange)
    .mutation(async ({ ctx, input: { current_password, new_password } }) => {
      const { user, session } = ctx.caller;
      const fault =
        ctx.passwords.fault('new_password', new_password, user) ??
        (new_password === current_password
          ? valueError('new_password', 'The new password must differ from the current one')
          : undefined);
      if (fault) throw invalid(fault);
      await ctx.limits.consume('password', user.id);

      const stored = user.password_hash;
      if (!(await ctx.passwords.matches(stored, current_password))) {
        throw new Failure('invalid_current_password');
      }
      const hash = await ctx.passwords.hash(new_password);
      const changed_at = instant(ctx.now());
      const sessions_revoked = await ctx.store.transaction(async (tx) => {
        if (!(await tx.accounts.replacePassword(user.id, stored, hash))) {
          throw new Failure('invalid_current_password');
        }
        await tx.mailTokens.kill(user.id, changed_at);
        await tx.outbox.add({
          id: ctx.newId('mail'),
          kind: 'password-changed',
          user_id: user.id,
          address: user.email,
          data: { at: changed_at, ip: ctx.request.ip },
          created_at: changed_at,
        });
        return tx.sessions.revokeOfUser(user.id, changed_at, session.id);
      });
      ctx.mailer.wake();
      return { changed_at, sessions_revoked };
    }),
});
