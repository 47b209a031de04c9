import { z } from 'zod';

/** In bytes; a larger file is refused before it is looked at. */
export const avatarLimit = 5 * 1024 * 1024;

/** What `body_too_large` says of one. */
export const avatarTooLarge = 'The picture is over 5 MB';

/** What a profile picture is sent as, `multipart/form-data`. */
export const uploadAvatarRequest = z
  .strictObject({
    avatar: z
      .custom<Uint8Array>((value) => value instanceof Uint8Array, {
        error: 'Value error, The picture must be sent as a file',
      })
      .meta({
        type: 'string',
        format: 'binary',
        description:
          'The file: JPEG, PNG, WebP, GIF (its first frame) or AVIF, at most 5 MB and 25 megapixels, 8 for AVIF. What it is called and said to be is ignored.',
      }),
  })
  .meta({ id: 'UploadAvatarRequest', description: 'A picture for the profile.' });

const version = { expected_version: z.int().optional() };

/** The same with the version that the change must apply to, which REST says by `If-Match`. */
export const uploadAvatarInput = uploadAvatarRequest.extend(version);

/** Over tRPC; REST takes no body. */
export const removeAvatarInput = z.strictObject(version).optional();
