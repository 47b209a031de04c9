import { z } from 'zod';
import { instant } from '../time.js';
import { locale } from './locale.js';
import { personName } from './names.js';
import { phone } from './phone.js';
import { timezone } from './timezone.js';

/** What a person sees of their own account. */
export const profile = z
  .strictObject({
    id: z.string().meta({
      description: 'TypeID with the prefix `usr`',
      examples: ['usr_01jq2v8m3xfq9t5c7d0a4ke6nb'],
    }),
    username: z.string().meta({ description: 'Sign-in name', examples: ['ada'] }),
    email: z.string().meta({ description: 'Email address', examples: ['ada@example.com'] }),
    email_verified: z
      .boolean()
      .meta({ description: 'Whether the address has been proved', examples: [true] }),
    first_name: z
      .string()
      .nullable()
      .meta({ description: 'Given name', examples: ['Ada'] }),
    last_name: z
      .string()
      .nullable()
      .meta({ description: 'Family name', examples: ['Lovelace'] }),
    display_name: z
      .string()
      .nullable()
      .meta({ description: 'The name to show to others', examples: ['Ada L.'] }),
    phone: z
      .string()
      .nullable()
      .meta({ description: 'Phone number in E.164', examples: ['+4930901820'] }),
    locale: z
      .string()
      .nullable()
      .meta({ description: 'BCP 47 language tag, canonical', examples: ['en-GB'] }),
    timezone: z
      .string()
      .nullable()
      .meta({ description: 'IANA time zone', examples: ['Europe/London'] }),
    avatar_url: z
      .string()
      .nullable()
      .meta({
        description:
          'Path of the picture on this server: a WebP of 256 by 256 pixels, of 64 and 512 as `64.webp` and `512.webp` beside it',
        examples: ['/media/avatars/5d2c8f0e6b7a4913a2c45f0d9e8b7361/256.webp'],
      }),
    created_at: instant.meta({ description: 'When the account was created' }),
    updated_at: instant.meta({ description: 'When any of these fields last changed' }),
    version: z
      .int()
      .min(1)
      .meta({ description: 'Rises by one with every change; also the `ETag`', examples: [7] }),
  })
  .meta({ id: 'Profile', description: "The caller's own profile." });

/** Three states a field: absent keeps it, `null` clears it, a value sets it. Nothing is coerced. */
export const updateProfileRequest = z
  .strictObject({
    first_name: personName
      .nullable()
      .optional()
      .meta({
        description: 'Given name: 1 to 200 characters after trimming; `null` clears it',
        examples: ['Ada'],
      }),
    last_name: personName
      .nullable()
      .optional()
      .meta({
        description: 'Family name: 1 to 200 characters after trimming; `null` clears it',
        examples: ['Lovelace'],
      }),
    display_name: personName
      .nullable()
      .optional()
      .meta({
        description:
          'The name to show to others: 1 to 200 characters after trimming; `null` clears it',
        examples: ['Ada L.'],
      }),
    phone: phone
      .nullable()
      .optional()
      .meta({
        description: 'A valid phone number in international form, kept as E.164; `null` clears it',
        examples: ['+49 30 901820', '+1 (201) 555-0123', '+44.20.7946.0958', '+819012345678'],
      }),
    locale: locale
      .nullable()
      .optional()
      .meta({
        description: 'BCP 47 language tag, kept in its canonical form; `null` clears it',
        examples: ['en-GB'],
      }),
    timezone: timezone
      .nullable()
      .optional()
      .meta({
        description: 'IANA time zone, letter case corrected; `null` clears it',
        examples: ['Europe/London'],
      }),
  })
  .meta({
    id: 'UpdateProfileRequest',
    description: 'Request to update user profile.',
    examples: [
      {
        last_name: null,
        display_name: 'Ada L.',
        phone: '+49 30 901820',
        timezone: 'Europe/London',
      },
    ],
  });

/** The same over tRPC, with the version that the change must apply to (REST says it by `If-Match`). */
export const updateProfileInput = updateProfileRequest.extend({
  expected_version: z.int().optional(),
});

export type Profile = z.infer<typeof profile>;
export type UpdateProfileRequest = z.input<typeof updateProfileRequest>;
export type UpdateProfileInput = z.input<typeof updateProfileInput>;
/** The fields of an update after validation, in the form they are kept in. */
export type ProfilePatch = z.output<typeof updateProfileRequest>;
