import {
  changeEmailRequest,
  confirmVerificationRequest,
  emailVerification,
  undoEmailChangeRequest,
} from '@profile/contract';
import { z } from 'zod';
import { audit } from '../audit.js';
import { instant } from '../context.js';
import { Failure } from '../errors.js';
import { anyone, withScope } from '../procedures.js';
import { t } from '../trpc.js';
import { changeEmail, undoChange, useToken } from './change.js';
import { mailLimitKey } from './mails.js';
import {
  failInCooldown,
  findToken,
  requestVerification,
  unprovedAddress,
  verificationState,
} from './verification.js';

export const emailRouter = t.router({
  verification: withScope('profile:read')
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/v1/me/verify-email',
        tags: ['Profile'],
        summary: 'Get Email Verification',
        description:
          'Where the proof of the email address stands, or of the new one while a change waits for it.',
      },
    })
    .output(emailVerification)
    .query(({ ctx }) => verificationState(ctx, ctx.caller.user)),

  requestVerification: withScope('profile:write')
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/v1/me/verify-email',
        tags: ['Profile'],
        summary: 'Request Email Verification',
        description:
          'Request email verification (sends verification email). Earlier links and codes are dead then. When the address is verified already, nothing is sent.',
      },
      errors: ['verification_cooldown'],
    })
    .output(emailVerification)
    .mutation(async ({ ctx }) => {
      const { user } = ctx.caller;
      const address = unprovedAddress(user);
      if (address === undefined) return verificationState(ctx, user);
      // Before it is counted, so that impatience uses no mail up.
      await failInCooldown(ctx, user);
      const wait = await ctx.limits.count('unproved_mail', mailLimitKey(user));
      if (wait !== undefined) await failInCooldown(ctx, user, { least: wait });
      const requested = await ctx.store.transaction((tx) => requestVerification(ctx, tx, user));
      if (!requested) await failInCooldown(ctx, user);
      ctx.mailer.wake();
      return verificationState(ctx, user);
    }),

  confirmVerification: withScope('profile:write')
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/v1/me/verify-email/confirm',
        tags: ['Profile'],
        summary: 'Confirm Email Verification',
        description:
          "Prove the address with the token of the mailed link or the mailed code; a change that waits for it is done then. It takes the account's own session, works once, and after five wrong codes not at all.",
      },
      errors: ['invalid_mail_token', 'too_many_requests'],
      example: { status: 'verified', sent_at: null, expires_at: null, resend_available_at: null },
    })
    .input(confirmVerificationRequest)
    .output(emailVerification)
    .mutation(async ({ ctx, input }) => {
      const { user } = ctx.caller;
      await ctx.limits.consume('mail_token', user.id);
      const token = await findToken(ctx, user, input);
      if (!token) throw new Failure('invalid_mail_token');
      const now = instant(ctx.now());
      const verified = await ctx.store.transaction(async (tx) => {
        const verified = await useToken(ctx, tx, { user, token, now });
        // Thrown inside, so that nothing is used up when the address has changed in between.
        if (!verified) throw new Failure('invalid_mail_token');
        return verified;
      });
      const event = verified.email === user.email ? 'email.verified' : 'email.changed';
      audit(ctx, event, { user: user.id, session: ctx.caller.session?.id });
      if (verified.wished_username !== null) {
        await ctx.store.accounts.claimUsername(user.id, now);
      }
      ctx.mailer.wake();
      return verificationState(ctx, verified);
    }),

  change: withScope('account:security')
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/v1/me/email',
        tags: ['Email'],
        summary: 'Change Email Address',
        description:
          'Start a change of the address: the new one is mailed a link and a code, and the present one stays until one of them comes back. Then both are told, the former with a link that undoes it for seven days. A new start replaces the earlier one.',
      },
      errors: [
        'invalid_current_password',
        'managed_elsewhere',
        'too_many_requests',
        'verification_cooldown',
      ],
      example: { status: 'pending', pending_email: 'ada@new.example.com' },
    })
    .input(changeEmailRequest)
    .output(emailVerification)
    .mutation(({ ctx, input }) => changeEmail(ctx, input)),

  cancelChange: withScope('account:security')
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/api/v1/me/email',
        tags: ['Email'],
        summary: 'Cancel Email Change',
        description: 'Forget the change that waits for its new address, if there is one.',
      },
      status: 204,
    })
    .output(z.void())
    .mutation(async ({ ctx }) => {
      const { user, session } = ctx.caller;
      await ctx.store.accounts.setPendingEmail(user.id, null);
      // There may have been none, of which nothing is to be told.
      if (user.pending_email !== null) {
        audit(ctx, 'email.change_cancelled', { user: user.id, session: session?.id });
      }
    }),

  undoChange: anyone
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/v1/auth/undo-email-change',
        tags: ['Email'],
        summary: 'Undo Email Change',
        description:
          'Give the account its former address back, with the token that was mailed there. Every session ends, and a link to choose a new password is mailed to that address.',
      },
      status: 204,
      errors: ['invalid_mail_token'],
    })
    .input(undoEmailChangeRequest)
    .output(z.void())
    .mutation(({ ctx, input }) => undoChange(ctx, input.token)),
});
