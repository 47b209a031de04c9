import { avatarSizes, Failure, type Media } from '@profile/api';
import type { FastifyInstance } from 'fastify';
import { namesTag } from '../conditions.js';

/** Whatever somebody uploaded stays a picture, wherever it is opened and whoever shows it. */
const headers = {
  'content-type': 'image/webp',
  'content-disposition': 'inline',
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'cross-origin',
  // An address is of one picture for ever, and nobody can guess it.
  'cache-control': 'public, max-age=31536000, immutable',
};

const files = avatarSizes.map((size) => `${size}.webp`);

/** The pictures of profiles, for everybody who was told the address of one. */
export function mediaRoutes(app: FastifyInstance, media: Media): void {
  app.get<{ Params: { id: string; file: string } }>(
    '/media/avatars/:id/:file',
    async ({ params: { id, file }, headers: sent }, reply) => {
      if (!/^[0-9a-f]{32}$/.test(id) || !files.includes(file)) throw new Failure('not_found');
      const bytes = await media.read(`avatars/${id}/${file}`);
      if (!bytes) throw new Failure('not_found');
      const etag = `"${id}-${file}"`;
      reply.headers({ ...headers, etag });
      if (namesTag(sent['if-none-match'], etag)) return reply.code(304).send();
      return reply.send(bytes);
    },
  );
}
