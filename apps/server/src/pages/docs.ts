import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { readGuides } from '../reference/guides.js';
import { llmsIndex } from '../reference/llms.js';
import type { ApiDocument } from '../reference/openapi.js';
import { referencePages } from '../reference/pages.js';
import { packedScript } from './packed.js';

const asset = (name: string): string =>
  readFileSync(new URL(`../../assets/${name}`, import.meta.url), 'utf8');

const page = asset('docs.html');
const script = asset('docs.js');
const scalar = fileURLToPath(
  new URL('browser/standalone.js', import.meta.resolve('@scalar/api-reference')),
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

/** The reference: as a page to try requests in, and as Markdown for whoever reads text. */
export function docsPages(app: FastifyInstance, document: ApiDocument): void {
  const serve = (path: string, type: string, text: string) =>
    app.get(path, (_request, reply) =>
      reply.headers(headers).type(`${type}; charset=utf-8`).send(text),
    );
  serve('/docs', 'text/html', page);
  serve('/docs/docs.js', 'text/javascript', script);
  app.get('/docs/scalar.js', packedScript(scalar));

  const reference = referencePages(document);
  const guides = readGuides();
  for (const { file, text } of reference) serve(`/docs/${file}`, 'text/markdown', text);
  for (const { file, text } of guides) serve(`/guides/${file}`, 'text/markdown', text);
  serve('/llms.txt', 'text/plain', llmsIndex(document, reference, guides));
}
