import { profile, updateProfileInput, updateProfileRequest } from '@profile/contract';
import type { ProfileChange, User } from '@profile/db';
import { removeAvatar } from '../avatar/procedures.js';
import { instant } from '../context.js';
import { Failure } from '../errors.js';
import { withScope } from '../procedures.js';
import { t } from '../trpc.js';
import { currentProfile } from './current.js';
import { toProfile } from './to-profile.js';

function changesNothing(user: User, patch: ProfileChange): boolean {
  return (Object.keys(patch) as (keyof ProfileChange)[]).every(
    (field) => patch[field] === undefined || patch[field] === user[field],
  );
}

export const profileRouter = t.router({
  get: withScope('profile:read')
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/v1/me',
        tags: ['Profile'],
        summary: 'Get Profile',
        description: "Get current user's profile.",
      },
      versioned: true,
    })
    .output(profile)
    .query(({ ctx }) => toProfile(ctx.caller.user)),

  update: withScope('profile:write')
    .meta({
      openapi: {
        method: 'PATCH',
        path: '/api/v1/me',
        tags: ['Profile'],
        summary: 'Update Profile',
        description:
          "Update current user's profile. A field left out stays as it is, `null` clears it; with `If-Match` the change applies only to that version.",
      },
      body: updateProfileRequest,
      versioned: true,
      errors: ['malformed_if_match', 'stale_version'],
      example: { last_name: null, version: 8 },
    })
    .input(updateProfileInput)
    .output(profile)
    .mutation(async ({ ctx, input: { expected_version: expected, ...patch } }) => {
      const { store, caller } = ctx;
      const { id, version } = caller.user;
      // The row that the caller was found with, in this request, says both without asking again.
      if (expected !== undefined && expected !== version) throw new Failure('stale_version');
      if (changesNothing(caller.user, patch)) return toProfile(caller.user);
      const updated = await store.profiles.update(id, patch, { expected, now: instant(ctx.now()) });
      if (updated) return toProfile(updated);
      // Somebody else was faster.
      return currentProfile(store, id, expected);
    }),

  removeAvatar,
});
