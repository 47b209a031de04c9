import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../testing/app.js';

const hostile = 'https://app.example.com/?a="><script>alert(1)</script>&b=$&\'';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({
    REDIRECT_URLS: `https://app.example.com/welcome,${hostile}`,
    PASSWORD_MIN_LENGTH: '12',
  });
});
afterAll(() => app.close());

const pages = ['verify-email', 'reset-password', 'undo-email-change'];
const parts = ['account.css', 'api.js', 'page.js', ...pages.map((page) => `${page}.js`)];
const get = (name: string) => fetch(`${app.url}/account/${name}`);

describe('The pages behind mailed links', () => {
  it.each([...pages, ...parts])(
    '%s is kept by no one, names nobody, and lets no one else run or frame',
    async (name) => {
      const { status, headers } = await get(name);
      expect(status).toBe(200);
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy':
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
      const [ending = ''] = /\.\w+$/.exec(name) ?? [];
      const types = { '': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
      expect(headers.get('content-type')).toBe(
        `${types[ending as keyof typeof types]}; charset=utf-8`,
      );
      const post = await app.rest('POST', `/account/${name}`);
      expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    },
  );

  it.each(pages)('%s is the same whatever the query, which is nowhere in it', async (name) => {
    const texts = ['', '?token=made-up', '?redirect=javascript:alert(1)&token=%3Cscript%3E'].map(
      async (query) => (await get(name + query)).text(),
    );
    expect(new Set(await Promise.all(texts)).size).toBe(1);
  });

  it.each(pages)(
    '%s asks for nothing that is not there, and has no script inside',
    async (name) => {
      const text = await (await get(name)).text();
      const sources = [...text.matchAll(/ (?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
      expect(sources).toContain(`/account/${name}.js`);
      for (const path of sources) expect((await fetch(app.url + path)).status).toBe(200);
      expect(text).not.toMatch(/\{\{| style=| on\w+=/);
      expect(text.match(/<script/g)).toHaveLength(1);
    },
  );

  it.each(pages)(
    '%s has the configured addresses to lead on to, escaped and hidden',
    async (name) => {
      const text = await (await get(name)).text();
      const [, links = ''] = /<div class="onward">(.*?)<\/div>/.exec(text) ?? [];
      expect(links).toBe(
        '<a href="https://app.example.com/welcome" hidden>Continue to app.example.com</a>' +
          '<a href="https://app.example.com/?a=&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;b=$&amp;&#39;" hidden>Continue to app.example.com</a>',
      );
    },
  );

  it('says how long a password must be here', async () => {
    expect(await (await get('reset-password')).text()).toContain('At least 12 characters.');
  });
});
