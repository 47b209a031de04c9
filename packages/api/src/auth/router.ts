import {
  accepted,
  forgotPasswordRequest,
  loginRequest,
  logoutRequest,
  refreshRequest,
  registerRequest,
  registerResponse,
  resetPasswordRequest,
  tokenResponse,
} from '@profile/contract';
import { z } from 'zod';
import { forgotPassword, resetPassword } from '../password/forgotten.js';
import { anyone } from '../procedures.js';
import { t } from '../trpc.js';
import { login } from './login.js';
import { leaving, logout } from './logout.js';
import { refresh } from './refresh.js';
import { register } from './register.js';

export const authRouter = t.router({
  register: anyone
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/v1/auth/register',
        tags: ['Auth'],
        summary: 'Sign Up',
        description:
          'Create an account, send the first verification mail, and sign in. With PRIVATE_SIGN_UP the answer is 202 for everyone, the mail says more, and the first sign-in needs what it brought.',
      },
      answers: { 201: tokenResponse, 202: accepted },
      errors: ['origin_not_allowed', 'email_taken', 'username_taken', 'too_many_requests'],
      cookie: 'gives',
    })
    .input(registerRequest)
    .output(registerResponse)
    .mutation(({ ctx, input }) => register(ctx, input)),

  login: anyone
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/v1/auth/login',
        tags: ['Auth'],
        summary: 'Sign In',
        description: 'Open a session with the address or the username and the password.',
      },
      errors: ['invalid_credentials', 'origin_not_allowed', 'too_many_requests'],
      cookie: 'gives',
    })
    .input(loginRequest)
    .output(tokenResponse)
    .mutation(({ ctx, input }) => login(ctx, input)),

  refresh: anyone
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/v1/auth/refresh',
        tags: ['Auth'],
        summary: 'Refresh',
        description:
          'Trade the refresh token for new tokens. It works once; a token that was used before ends the session, since somebody else may have it. Without one in the body it is that of the cookie; a page without either is told 401, any other caller what is missing.',
      },
      errors: ['invalid_refresh_token', 'origin_not_allowed', 'too_many_requests'],
      cookie: 'takes',
    })
    .input(refreshRequest.nullish())
    .output(tokenResponse)
    .mutation(({ ctx, input }) => refresh(ctx, input)),

  logout: leaving
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/v1/auth/logout',
        tags: ['Auth'],
        summary: 'Sign Out',
        description:
          'End this session, the others, or all. Without a body it is this one. With the refresh cookie no access token is needed, and the cookie goes, unless `others` are ended.',
      },
      status: 204,
      errors: ['invalid_refresh_token', 'origin_not_allowed', 'managed_elsewhere'],
      cookie: 'takes',
    })
    .input(logoutRequest.nullish())
    .output(z.void())
    .mutation(({ ctx, input }) => logout(ctx, ctx.leaver, input?.scope ?? 'current')),

  forgotPassword: anyone
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/v1/auth/forgot-password',
        tags: ['Auth'],
        summary: 'Forgot Password',
        description:
          'Mail a link to choose a new password, good once and for an hour. The answer is the same whether or not there is such an account.',
      },
      errors: ['too_many_requests'],
    })
    .input(forgotPasswordRequest)
    .output(accepted)
    .mutation(({ ctx, input }) => forgotPassword(ctx, input)),

  resetPassword: anyone
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/v1/auth/reset-password',
        tags: ['Auth'],
        summary: 'Reset Password',
        description:
          'Choose a new password with the token of the mailed link. It proves the address, ends every session, and kills every other mailed link and code, but for one that undoes a change of address.',
      },
      status: 204,
      errors: ['invalid_mail_token', 'too_many_requests'],
    })
    .input(resetPasswordRequest)
    .output(z.void())
    .mutation(({ ctx, input }) => resetPassword(ctx, input)),
});
