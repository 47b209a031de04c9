import { z } from 'zod';
import { emailAddress } from '../email/address.js';
import { redirect } from '../email/redirect.js';
import { text } from '../text.js';
import { newPassword } from './password.js';

export const forgotPasswordRequest = z
  .strictObject({
    email: emailAddress.meta({
      description: 'The address of the account; the answer is the same when there is none',
      examples: ['ada@example.com'],
    }),
    redirect,
  })
  .meta({
    id: 'ForgotPasswordRequest',
    description: 'Request for a mail with a link to choose a new password.',
    examples: [{ email: 'ada@example.com' }],
  });

export const resetPasswordRequest = z
  .strictObject({
    token: text({ min: 1, max: 200 }).meta({
      description: 'The token of the mailed link; works once, for an hour',
      examples: ['pU5vTz1qWn8sRd3kXy6mLg0aQe7bHc2jVf9iYtNo4uKrPwExSlZ1DhGmBv3CqAz8T'],
    }),
    new_password: newPassword.meta({
      description:
        '8 to 256 characters of any kind; not a common password, not the address, username or current password',
      examples: ['quiet-lantern-58-harbor'],
    }),
  })
  .meta({ id: 'ResetPasswordRequest', description: 'Request to choose a new password.' });

export type ForgotPasswordRequest = z.input<typeof forgotPasswordRequest>;
export type ResetPasswordRequest = z.input<typeof resetPasswordRequest>;
