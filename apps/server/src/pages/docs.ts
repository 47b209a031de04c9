import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { builtDocument } from '../openapi/built.js';
import { tags } from '../openapi/tags.js';
import { guideFiles, readGuide } from '../reference/guides.js';
import { llmsIndex } from '../reference/llms.js';
import { pageFile, referencePages } from '../reference/pages.js';
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

/**
 * The reference: as a page to try requests in, and as Markdown for whoever reads text. What they say is
 * put together when it is asked for.
 */
export function docsPages(app: FastifyInstance): void {
  const serve = (path: string, type: string, text: () => string) =>
    app.get(path, (_request, reply) =>
      reply.headers(headers).type(`${type}; charset=utf-8`).send(text()),
    );
  serve('/docs', 'text/html', () => asset('docs.html'));
  serve('/docs/docs.js', 'text/javascript', () => asset('docs.js'));
  app.get('/docs/scalar.js', packedScript(scalar));

  const guides = guideFiles();
  for (const tag of Object.keys(tags)) {
    const file = pageFile(tag);
    const page = () => referencePages(builtDocument()).find((each) => each.file === file);
    serve(`/docs/${file}`, 'text/markdown', () => page()?.text ?? '');
  }
  for (const file of guides) {
    serve(`/guides/${file}`, 'text/markdown', () => readGuide(file).text);
  }
  serve('/llms.txt', 'text/plain', () => {
    const document = builtDocument();
    return llmsIndex(document, referencePages(document), guides.map(readGuide));
  });
}
