import {
  avatarTooLarge,
  profile,
  removeAvatarInput,
  uploadAvatarInput,
  uploadAvatarRequest,
  valueError,
} from '@profile/contract';
import { instant } from '../context.js';
import { Failure, invalid } from '../errors.js';
import { withScope } from '../procedures.js';
import { currentProfile } from '../profile/current.js';
import { toProfile } from '../profile/to-profile.js';
import { forgetAvatars } from './forget.js';
import { isPicture } from './format.js';

/** The one that the profile names; the others lie beside it. */
const shownSize = 256;

export const setAvatar = withScope('profile:write')
  .meta({
    openapi: {
      method: 'PUT',
      path: '/api/v1/me/avatar',
      tags: ['Avatar'],
      summary: 'Set Avatar',
      description:
        'Set the picture of the current user. Its middle is kept as squares of 64, 256 and 512 pixels, made anew as WebP without anything else that was in the file, at addresses that are good until it is replaced. With `If-Match` the change applies only to that version of the profile.',
    },
    body: uploadAvatarRequest,
    upload: true,
    sentences: { body_too_large: avatarTooLarge },
    versioned: true,
    errors: ['malformed_if_match', 'stale_version', 'too_many_requests'],
  })
  .input(uploadAvatarInput)
  .output(profile)
  .mutation(async ({ ctx, input: { avatar, expected_version: expected } }) => {
    const { store, media, caller } = ctx;
    const { id: user_id, version } = caller.user;
    if (!isPicture(avatar)) {
      const sentence = 'The picture must be a JPEG, PNG, WebP, GIF or AVIF file';
      throw invalid(valueError('avatar', sentence));
    }
    // Before the work, which is as much for a picture that turns out to be none.
    await ctx.limits.consume('avatar', user_id);
    if (expected !== undefined && expected !== version) throw new Failure('stale_version');
    const squares = await ctx.pictures(avatar);

    const id = ctx.randomBytes(16).toString('hex');
    await store.avatars.begin(id, user_id, instant(ctx.now()));
    for (const [size, bytes] of squares) await media.put(`avatars/${id}/${size}.webp`, bytes);

    const now = instant(ctx.now());
    const change = { avatar_url: `/media/avatars/${id}/${shownSize}.webp` };
    // When this throws nobody knows what came of it, and nothing may be forgotten.
    const { updated, unused } = await store.transaction(async (tx) => {
      const updated = await tx.profiles.update(user_id, change, { expected, now });
      return { updated, unused: updated ? await tx.avatars.show(id, user_id, now) : [id] };
    });
    await forgetAvatars(ctx, unused);
    return updated ? toProfile(updated) : currentProfile(store, user_id, expected);
  });

export const removeAvatar = withScope('profile:write')
  .meta({
    openapi: {
      method: 'DELETE',
      path: '/api/v1/me/avatar',
      tags: ['Avatar'],
      summary: 'Remove Avatar',
      description:
        'Remove the picture of the current user; the answer is the profile, also when there was none. With `If-Match` the change applies only to that version of the profile.',
    },
    versioned: true,
    errors: ['malformed_if_match', 'stale_version'],
    example: { avatar_url: null, version: 8 },
  })
  .input(removeAvatarInput)
  .output(profile)
  .mutation(async ({ ctx, input: { expected_version: expected } = {} }) => {
    const { store, caller } = ctx;
    const { id, version, avatar_url } = caller.user;
    if (expected !== undefined && expected !== version) throw new Failure('stale_version');
    if (avatar_url === null) return toProfile(caller.user);
    const now = instant(ctx.now());
    const { updated, unused } = await store.transaction(async (tx) => {
      const updated = await tx.profiles.update(id, { avatar_url: null }, { expected, now });
      return { updated, unused: updated ? await tx.avatars.drop(id, now) : [] };
    });
    await forgetAvatars(ctx, unused);
    return updated ? toProfile(updated) : currentProfile(store, id, expected);
  });
