import { z } from 'zod';
import { instant } from '../time.js';

/** The profile as Django-style clients know it, in their field order. */
export const legacyProfile = z
  .strictObject({
    id: z.int().meta({ description: 'Unique user identifier', examples: [42] }),
    username: z.string().meta({ description: 'User’s username', examples: ['ada'] }),
    email: z.string().meta({ description: 'User’s email address', examples: ['ada@example.com'] }),
    first_name: z.string().meta({ description: 'First name, empty when unset', examples: ['Ada'] }),
    last_name: z
      .string()
      .meta({ description: 'Last name, empty when unset', examples: ['Lovelace'] }),
    number_phone: z
      .string()
      .nullable()
      .meta({
        description: 'National significant number when it fits 10 digits',
        examples: ['30901820'],
      }),
    avatar: z
      .string()
      .nullable()
      .meta({
        description: 'URL path of the avatar image',
        examples: ['/media/avatars/5d2c8f0e6b7a4913a2c45f0d9e8b7361/256.webp'],
      }),
    date_joined: instant.meta({ description: 'When the account was created' }),
    last_login: instant.nullable().meta({ description: 'When the user last signed in' }),
    is_active: z.boolean().meta({ description: 'Whether the account is active', examples: [true] }),
    is_staff: z
      .boolean()
      .meta({ description: 'Whether the user has staff privileges', examples: [false] }),
    is_superuser: z
      .boolean()
      .meta({ description: 'Whether the user has superuser privileges', examples: [false] }),
  })
  .meta({ id: 'LegacyProfile', description: 'The profile in the shape of Django-style backends.' });

export type LegacyProfile = z.infer<typeof legacyProfile>;
