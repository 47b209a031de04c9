import { confirmVerificationRequest, emailVerification } from '@profile/contract';
import { instant } from '../context.js';
import { Failure } from '../errors.js';
import { withScope } from '../procedures.js';
import { t } from '../trpc.js';
import { findToken, requestVerification, verificationState } from './verification.js';

export const emailRouter = t.router({
  verification: withScope('profile:read')
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/v1/me/verify-email',
        tags: ['Profile'],
        summary: 'Get Email Verification',
        description: 'Where the proof of the email address stands.',
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
      if (user.email_verified) return verificationState(ctx, user);
      const requested = await ctx.store.transaction((tx) => requestVerification(ctx, tx, user));
      const state = await verificationState(ctx, user);
      if (!requested) {
        const wait = Date.parse(state.resend_available_at ?? '') - ctx.now().getTime();
        const retryAfter = Math.max(1, Math.ceil((wait || 0) / 1000));
        throw new Failure('verification_cooldown', { retryAfter, emailVerification: state });
      }
      ctx.mailer.wake();
      return state;
    }),

  confirmVerification: withScope('profile:write')
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/v1/me/verify-email/confirm',
        tags: ['Profile'],
        summary: 'Confirm Email Verification',
        description:
          "Prove the address with the token of the mailed link or the mailed code. It takes the account's own session, works once, and after five wrong codes not at all.",
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
        const used = await tx.mailTokens.consume(token, now);
        const verified = used && (await tx.accounts.verifyEmail(user.id, used.address, now));
        // Thrown inside, so that nothing is used up when the address has changed in between.
        if (!verified) throw new Failure('invalid_mail_token');
        return verified;
      });
      return verificationState(ctx, verified);
    }),
});
