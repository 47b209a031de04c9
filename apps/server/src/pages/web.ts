import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Settings } from '@profile/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { html } from '../mail/templates/html.js';
import { acceptsGzip } from './packed.js';

/** What Vite made of apps/web; not there where only the server was built, as in `@profile/testing`. */
const built = fileURLToPath(new URL('../../../web/dist/', import.meta.url));

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const types: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/** The settings that people see something of. */
export type PageSettings = Pick<Settings, 'passwordMinLength' | 'redirectUrls'>;

/**
 * The account page: its files, whose names change with their contents, and one document for whatever
 * paths it has. Gives what answers with that document, and whether there is any.
 */
export function webPages(app: FastifyInstance, settings: PageSettings, folder = built) {
  let files: Set<string> | undefined;
  let document: string | undefined;

  app.get<{ Params: { file: string } }>('/account/assets/:file', ({ params, headers }, reply) => {
    files ??= new Set(existsSync(folder) ? readdirSync(join(folder, 'assets')) : []);
    const { file } = params;
    const type = types[file.split('.').at(-1) ?? ''];
    if (!type || !files.has(file)) return reply.callNotFound();
    const packed = acceptsGzip(headers['accept-encoding']) && files.has(`${file}.gz`);
    if (packed) reply.header('content-encoding', 'gzip');
    return reply
      .type(type)
      .headers({ 'cache-control': 'public, max-age=31536000, immutable', vary: 'Accept-Encoding' })
      .send(readFileSync(join(folder, 'assets', packed ? `${file}.gz` : file)));
  });

  function read(): string | undefined {
    document ??= readDocument(folder, settings);
    return document;
  }

  const serve = (_: FastifyRequest, reply: FastifyReply) => {
    const text = read();
    if (text === undefined) return reply.callNotFound();
    return reply
      .headers({ 'content-security-policy': policy, 'referrer-policy': 'no-referrer' })
      .type('text/html; charset=utf-8')
      .send(text);
  };
  app.get('/account', serve);
  return { serve, isBuilt: () => read() !== undefined };
}

function readDocument(folder: string, settings: PageSettings): string | undefined {
  const path = join(folder, 'index.html');
  if (!existsSync(path)) return undefined;
  const { passwordMinLength, redirectUrls } = settings;
  const seen = JSON.stringify({ passwordMinLength, redirectUrls });
  const meta = html`<meta name="profile-settings" content="${seen}" />`;
  return readFileSync(path, 'utf8').replace(
    /<meta name="profile-settings"[^>]*>/,
    () => meta.source,
  );
}
