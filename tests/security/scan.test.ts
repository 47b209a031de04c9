import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchange, request } from '../abuse/raw.js';
import { startServer, type TestServer } from '../server.js';

// What Wapiti and Nikto look for; neither is run in CI, since they take minutes.
let server: TestServer;
let port: number;
/** A file of the account page, whose name has a hash in it. */
let asset: string;
beforeAll(async () => {
  server = await startServer();
  port = Number(new URL(server.url).port);
  const page = await (await fetch(`${server.url}/account`)).text();
  asset = /\/account\/assets\/[\w-]+\.js/.exec(page)?.[0] ?? '';
  expect((await fetch(server.url + asset)).status).toBe(200);
});
afterAll(() => server.stop());

const ask = (line: string, headers: string[] = []) => exchange(port, request(line, headers));

it.each([
  ...['/', '/account', '/account/verify-email', '/docs', '/llms.txt', '/openapi.json'],
  ...['/healthz', '/readyz', '/api/v1/me', '/api/profile/', '/trpc/profile.get', '/nowhere'],
])('The answer to GET %s names no software, and sets no cookie', async (path) => {
  const answer = await fetch(server.url + path);
  await answer.text();
  const names = [...answer.headers.keys()];
  for (const name of ['server', 'x-powered-by', 'via', 'x-runtime', 'set-cookie', 'x-debug']) {
    expect(names).not.toContain(name);
  }
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  if (answer.headers.get('content-type')?.startsWith('text/html')) {
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe-eval');
  }
});

it.each(['TRACE', 'PROPFIND', 'MKCOL', 'COPY', 'SEARCH', 'PURGE', 'LOCK'])(
  '%s is refused and echoes nothing',
  async (method) => {
    for (const path of ['/', '/account', '/api/v1/me', '/openapi.json']) {
      const { statuses, text } = await ask(`${method} ${path}`, ['X-Echo: echo-this-7']);
      expect([404, 405]).toContain(statuses[0]);
      expect(text).not.toContain('echo-this-7');
    }
  },
);

it.each(['TRACK', 'DEBUG', 'CONNECT'])('%s is no method', async (method) => {
  const { statuses } = await ask(`${method} /`);
  expect([400, 'closed']).toContain(statuses[0]);
});

describe('Nothing is to be found', () => {
  it.each([
    ...[
      '/.git/config',
      '/.git/HEAD',
      '/.svn/entries',
      '/.env',
      '/.htaccess',
      '/.npmrc',
      '/.DS_Store',
    ],
    ...['/package.json', '/pnpm-lock.yaml', '/server.cjs', '/dist/server.cjs', '/server.cjs.map'],
    ...[
      '/profile.db',
      '/profile.db-wal',
      '/data/secret',
      '/data/profile.db',
      '/outbox/',
      '/media/',
    ],
    ...['/media/avatars/', '/assets/', '/backup.zip'],
    ...['/dump.sql', '/index.php', '/phpinfo.php', '/wp-login.php', '/cgi-bin/test.cgi', '/admin/'],
    ...[
      '/server-status',
      '/actuator/env',
      '/debug/pprof/',
      '/graphql',
      '/metrics.json',
      '/config.json',
    ],
    ...[
      '/docs/..%2f..%2fpackage.json',
      '/media/avatars/..%2f..%2fprofile.db',
      '/%2e%2e/%2e%2e/etc/passwd',
    ],
    ...['/account/assets/..%2f..%2f..%2fpackage.json', '/account/assets/%00', '/..;/admin/'],
  ])('at %s', async (path) => {
    const { statuses, text } = await ask(`GET ${path}`);
    expect([400, 404]).toContain(statuses[0]);
    expect(text).not.toMatch(/Index of|<li>|root:|sqlite format/i);
  });

  it('in the folder of the account page, which answers as the page does', async () => {
    const [page, folder] = await Promise.all(
      ['/account', '/account/assets/'].map(async (path) => (await fetch(server.url + path)).text()),
    );
    expect(folder).toBe(page);
  });

  it.each(['.map', '.bak', '~', '.old', '.orig', '.gz', '.br', '%20', '.txt'])(
    'beside a file of the account page: %s',
    async (suffix) => {
      expect((await ask(`GET ${asset}${suffix}`)).statuses).toEqual([404]);
    },
  );
});

it.each([
  '/<script>alert(1)</script>',
  '/api/v1/me?x=<script>alert(1)</script>',
  '/account/verify-email?token=%3Cscript%3Ealert(1)%3C/script%3E',
  '/account/reset-password?redirect=%0d%0aX-Evil:%201',
  '/account?redirect=https://evil.example.com',
])('What is asked at %s is not repeated', async (path) => {
  const { text } = await ask(`GET ${path}`);
  expect(text).not.toMatch(/alert\(1\)|^x-evil|evil\.example/im);
});

it.each(['Host', 'X-Forwarded-Host', 'Forwarded', 'X-Original-URL', 'X-Rewrite-URL'])(
  'What %s says goes nowhere',
  async (name) => {
    const value = name === 'Forwarded' ? 'host=evil.example.com' : 'evil.example.com';
    for (const path of ['/account', '/openapi.json', '/nowhere', '/account/reset-password']) {
      const { text } = await exchange(
        port,
        `GET ${path} HTTP/1.1\r\n${name === 'Host' ? '' : 'Host: localhost\r\n'}${name}: ${value}\r\nConnection: close\r\n\r\n`,
      );
      expect(text).toMatch(/^HTTP\/1\.1 (200|404)/);
      expect(text).not.toContain('evil.example.com');
    }
  },
);
