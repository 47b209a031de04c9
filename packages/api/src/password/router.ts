import { changePasswordRequest, passwordChange, valueError } from '@profile/contract';
import { audit } from '../audit.js';
import { instant } from '../context.js';
import { mayMail, occurrence } from '../email/mails.js';
import { Failure, invalid } from '../errors.js';
import { withScope } from '../procedures.js';
import { t } from '../trpc.js';
import { replacePassword } from './replace.js';

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
      errors: ['invalid_current_password', 'managed_elsewhere', 'too_many_requests'],
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
      if (stored === null) throw new Failure('managed_elsewhere');
      const about = { user: user.id, session: session?.id };
      if (!(await ctx.passwords.matches(stored, current_password))) {
        audit(ctx, 'password.refused', about);
        throw new Failure('invalid_current_password');
      }
      const hash = await ctx.passwords.hash(new_password);
      const changed_at = instant(ctx.now());
      const notice = (await mayMail(ctx, user)) ? occurrence(ctx) : undefined;
      const change = { hash, changed_at, notice, keep: session?.id };
      const sessions_revoked = await ctx.store.transaction(async (tx) => {
        const revoked = await replacePassword(ctx, tx, { ...user, password_hash: stored }, change);
        if (revoked === undefined) throw new Failure('invalid_current_password');
        return revoked;
      });
      audit(ctx, 'password.changed', { ...about, sessions_revoked });
      ctx.mailer.wake();
      return { changed_at, sessions_revoked };
    }),
});
