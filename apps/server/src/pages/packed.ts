import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Sends a large script that never changes while we run: compressed once, when it is first asked for. */
export function packedScript(find: () => string) {
  let packed: Promise<{ path: string; etag: string; bytes: Buffer }> | undefined;

  return async ({ headers }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    packed ??= pack(find()).catch((error) => {
      packed = undefined;
      throw error;
    });
    const { path, etag, bytes } = await packed;
    const varies = reply.getHeader('vary');
    reply.type('text/javascript; charset=utf-8').headers({
      etag,
      'cache-control': 'public, max-age=3600',
      vary: varies ? `${varies}, Accept-Encoding` : 'Accept-Encoding',
    });
    if (headers['if-none-match']?.includes(etag)) return reply.code(304).send();
    return acceptsGzip(headers['accept-encoding'])
      ? reply.header('content-encoding', 'gzip').send(bytes)
      : reply.send(createReadStream(path));
  };
}

async function pack(path: string): Promise<{ path: string; etag: string; bytes: Buffer }> {
  const plain = await readFile(path);
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 27);
  const bytes = await promisify(gzip)(plain, { level: constants.Z_BEST_COMPRESSION });
  // Weak, since it names both the compressed and the plain bytes.
  return { path, etag: `W/"${hash}"`, bytes };
}

export function acceptsGzip(encodings = ''): boolean {
  return encodings
    .split(',')
    .some((each) => /^\s*(x-)?gzip\s*(;\s*q=(1|0\.\d*[1-9])[.\d]*\s*)?$/i.test(each));
}
