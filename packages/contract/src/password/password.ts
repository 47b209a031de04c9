import { z } from 'zod';
import { normalForm, text } from '../text.js';
import { instant } from '../time.js';

/** A password as somebody claims to know it; whether it is right is not for the schema to say. */
export const claimedPassword = text({
  normalize: (value) => normalForm(value, 'NFKC', 256),
});

/** A password to be: 8 to 256 code points of any Unicode, NFKC-normalised, without composition rules. */
export const newPassword = text({
  min: 8,
  max: 256,
  normalize: (value) => normalForm(value, 'NFKC', 256),
});

export const changePasswordRequest = z
  .strictObject({
    current_password: claimedPassword.meta({
      description: 'The present password',
      examples: ['violet-anchor-73-mosaic'],
    }),
    new_password: newPassword.meta({
      description:
        '8 to 256 characters of any kind; not a common password, not the address or username, not the current one',
      examples: ['quiet-lantern-58-harbor'],
    }),
  })
  .meta({
    id: 'ChangePasswordRequest',
    description: 'Request to change password.',
    examples: [
      {
        current_password: 'violet-anchor-73-mosaic',
        new_password: 'quiet-lantern-58-harbor',
      },
    ],
  });

export const passwordChange = z
  .strictObject({
    changed_at: instant.meta({ description: 'When the new password became the password' }),
    sessions_revoked: z
      .int()
      .min(0)
      .meta({ description: 'How many other sessions this ended', examples: [2] }),
  })
  .meta({ id: 'PasswordChange', description: 'What a change of the password did.' });

export type ChangePasswordRequest = z.input<typeof changePasswordRequest>;
export type PasswordChange = z.infer<typeof passwordChange>;
