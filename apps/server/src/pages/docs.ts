import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance, RouteHandlerMethod } from 'fastify';
import { builtDocument } from '../openapi/built.js';
import { readGuides } from '../reference/guides.js';
import { llmsIndex } from '../reference/llms.js';
import { type Page, referencePages } from '../reference/pages.js';
import { packedScript } from './packed.js';

const asset = (name: string): string =>
  readFileSync(new URL(`../../assets/${name}`, import.meta.url), 'utf8');

const scalar = (): string =>
  join(
    dirname(createRequire(import.meta.url).resolve('@scalar/api-reference')),
    'browser/standalone.js',
  );

const headers = {
  'cache-control': 'no-cache',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    // Scalar brings its styles in its script, and sets some by attribute.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
};

interface Text {
  type: string;
  text: string;
}

/** The reference: as a page to try requests in, and as Markdown for whoever reads text. */
export function docsPages(app: FastifyInstance): void {
  let texts: Map<string, Text> | undefined;
  const serve: RouteHandlerMethod = ({ params, routeOptions: { url = '' } }, reply) => {
    texts ??= new Map(allTexts());
    const { file = '' } = params as { file?: string };
    const found = texts.get(url.replace(':file', () => file));
    if (!found) return reply.callNotFound();
    return reply.headers(headers).type(`${found.type}; charset=utf-8`).send(found.text);
  };
  for (const path of ['/docs', '/docs/:file', '/guides/:file', '/llms.txt']) app.get(path, serve);
  app.get('/docs/scalar.js', packedScript(scalar));
}

/** By their paths; put together when the first is asked for. */
function allTexts(): [string, Text][] {
  const document = builtDocument();
  const reference = referencePages(document);
  const guides = readGuides();
  const markdown = (folder: string, pages: Page[]) =>
    pages.map(({ file, text }): [string, Text] => [folder + file, { type: 'text/markdown', text }]);
  return [
    ['/docs', { type: 'text/html', text: asset('docs.html') }],
    ['/docs/docs.js', { type: 'text/javascript', text: asset('docs.js') }],
    ...markdown('/docs/', reference),
    ...markdown('/guides/', guides),
    ['/llms.txt', { type: 'text/plain', text: llmsIndex(document, reference, guides) }],
  ];
}
