import type { Profile } from '@profile/contract';
import type { User } from '@profile/db';
import { oncePerFrozen } from '../once-per-frozen.js';

/** The columns that people may see of themselves. */
export const toProfile = oncePerFrozen(
  (user: User): Profile => ({
    id: user.id,
    username: user.username,
    email: user.email,
    email_verified: user.email_verified,
    first_name: user.first_name,
    last_name: user.last_name,
    display_name: user.display_name,
    phone: user.phone,
    locale: user.locale,
    timezone: user.timezone,
    avatar_url: user.avatar_url,
    created_at: user.created_at,
    updated_at: user.updated_at,
    version: user.version,
  }),
);
