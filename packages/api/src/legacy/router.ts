import { legacyProfile, nationalNumber } from '@profile/contract';
import { withScope } from '../procedures.js';
import { t } from '../trpc.js';

export const legacyRouter = t.router({
  profile: withScope('profile:read')
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/profile/',
        tags: ['Legacy'],
        summary: 'Get Profile (legacy)',
        description:
          'Retrieve the authenticated user profile information, for clients of Django-style backends. A body is ignored.',
      },
    })
    .output(legacyProfile)
    .mutation(
      ({
        ctx: {
          caller: { user },
        },
      }) => ({
        id: user.legacy_id,
        username: user.username,
        email: user.email,
        first_name: user.first_name ?? '',
        last_name: user.last_name ?? '',
        number_phone: nationalNumber(user.phone),
        avatar: user.avatar_url,
        date_joined: user.created_at,
        last_login: user.last_login,
        is_active: user.is_active,
        is_staff: user.is_staff,
        is_superuser: user.is_superuser,
      }),
    ),
});
