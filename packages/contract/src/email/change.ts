import { z } from 'zod';
import { claimedPassword } from '../password/password.js';
import { text } from '../text.js';
import { emailAddress } from './address.js';
import { redirect } from './redirect.js';

export const changeEmailRequest = z
  .strictObject({
    email: emailAddress.meta({
      description: 'The new address; the present one stays until this one is proved',
      examples: ['ada@new.example.com'],
    }),
    current_password: claimedPassword.meta({
      description: 'The current password',
      examples: ['violet-anchor-73-mosaic'],
    }),
    redirect,
  })
  .meta({
    id: 'ChangeEmailRequest',
    description: 'Request to change the email address.',
    examples: [{ email: 'ada@new.example.com', current_password: 'violet-anchor-73-mosaic' }],
  });

export const undoEmailChangeRequest = z
  .strictObject({
    token: text({ min: 1, max: 200 }).meta({
      description: 'The token of the link that was mailed to the former address; good for 7 days',
      examples: ['pU5vTz1qWn8sRd3kXy6mLg0aQe7bHc2jVf9iYtNo4uKrPwExSlZ1DhGmBv3CqAz8T'],
    }),
  })
  .meta({
    id: 'UndoEmailChangeRequest',
    description: 'Request to give an account its former email address back.',
  });

export type ChangeEmailRequest = z.input<typeof changeEmailRequest>;
export type UndoEmailChangeRequest = z.input<typeof undoEmailChangeRequest>;
