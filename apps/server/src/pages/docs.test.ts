import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describe as describeApi } from '../openapi/document.js';
import type { ApiDocument } from '../reference/openapi.js';
import { referencePages } from '../reference/pages.js';
import { startApp, type TestApp } from '../testing/app.js';

const pages = referencePages(describeApi() as unknown as ApiDocument);

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(app.url + path, { headers: { 'accept-encoding': 'identity', ...headers } });

describe('The reference as text', () => {
  it.each(pages)('serves $file', async ({ file, text }) => {
    const response = await get(`/docs/${file}`);
    expect(response.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    expect(await response.text()).toBe(text);
  });

  it.each(['/docs/nobody.md', '/docs/profile', '/guides/nobody.md', '/docs/../package.json'])(
    'answers %s like every unknown path',
    async (path) => {
      const { status, body } = await app.rest('GET', path);
      expect([status, body]).toEqual([404, { detail: 'Not Found', code: 'not_found' }]);
    },
  );

  it('is indexed in llms.txt, and no link from there on is dead', async () => {
    const seen = new Set<string>();
    const follow = async (path: string): Promise<void> => {
      if (seen.has(path)) return;
      seen.add(path);
      const response = await get(path);
      const text = await response.text();
      expect([path, response.status]).toEqual([path, 200]);
      if (!/\.(md|txt)$/.test(path)) return;
      for (const [, target = ''] of text.matchAll(/\]\(([^)#\s]+)\)/g)) {
        const url = new URL(target, app.url + path);
        if (url.origin === app.url) await follow(url.pathname);
      }
    };
    await follow('/llms.txt');
    expect([...seen].sort()).toEqual([
      '/docs',
      '/docs/auth.md',
      '/docs/avatar.md',
      '/docs/email.md',
      '/docs/errors.md',
      '/docs/legacy.md',
      '/docs/profile.md',
      '/docs/sessions.md',
      '/guides/avatars.md',
      '/guides/browser-sessions.md',
      '/guides/faults.md',
      '/guides/mail.md',
      '/guides/oauth-endpoints.md',
      '/guides/observability.md',
      '/guides/operate.md',
      '/guides/router-as-a-library.md',
      '/guides/scaling.md',
      '/guides/security.md',
      '/guides/tokens-and-scopes.md',
      '/guides/trusted-issuers.md',
      '/llms.txt',
      '/openapi.json',
    ]);
  });

  it('starts with a title and a summary, as llmstxt.org has it', async () => {
    const response = await get('/llms.txt');
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await response.text()).toMatch(/^# Profile\n\n> People read .*\n\n/);
  });

  it('is outside the document, and knows no other methods', async () => {
    const { paths } = (await app.rest('GET', '/openapi.json')).body as { paths: object };
    expect(Object.keys(paths).filter((path) => !path.startsWith('/api/'))).toEqual([]);
    for (const path of ['/docs', '/docs/profile.md', '/docs/scalar.js', '/llms.txt']) {
      const { status, headers } = await app.rest('POST', path);
      expect([path, status, headers.get('allow')]).toEqual([path, 405, 'GET, HEAD']);
    }
  });
});

describe('The page', () => {
  it('lets nothing in from elsewhere and sends nothing there', async () => {
    const { headers } = await get('/docs');
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    );
  });

  it('gets its script compressed, plain, or not at all when it has it', async () => {
    const plain = await get('/docs/scalar.js');
    const packed = await app.raw('GET /docs/scalar.js', ['accept-encoding: br, gzip;q=0.8']);
    const etag = plain.headers.get('etag') ?? '';
    expect(plain.headers.get('content-encoding')).toBeNull();
    for (const headers of [plain.headers, packed?.headers]) {
      expect(headers?.get('content-type')).toBe('text/javascript; charset=utf-8');
      expect(headers?.get('cache-control')).toBe('public, max-age=3600');
      expect(headers?.get('vary')).toBe('Accept-Encoding');
      expect(headers?.get('etag')).toBe(etag);
    }
    expect(packed?.headers.get('content-encoding')).toBe('gzip');
    const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    const unpacked = gunzipSync(Buffer.from(packed?.text ?? '', 'latin1'));
    expect(sha(unpacked)).toBe(sha(new Uint8Array(await plain.arrayBuffer())));

    const again = await get('/docs/scalar.js', { 'if-none-match': etag });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it.each([
    ['', null],
    ['br', null],
    ['gzip;q=0', null],
    ['GZIP', 'gzip'],
    ['deflate, gzip;q=1.0, *;q=0.5', 'gzip'],
  ])('takes Accept-Encoding: %s to mean %s', async (accepted, sent) => {
    const response = await app.raw('HEAD /docs/scalar.js', [`accept-encoding: ${accepted}`]);
    expect(response?.headers.get('content-encoding')).toBe(sent);
  });

  it('keeps what CORS says of the answer', async () => {
    const open = await startApp({ CORS_ORIGINS: 'https://app.example.com' });
    const { headers } = await fetch(`${open.url}/docs/scalar.js`, { method: 'HEAD' });
    expect(headers.get('vary')).toBe('Origin, Accept-Encoding');
    await open.close();
  });
});
