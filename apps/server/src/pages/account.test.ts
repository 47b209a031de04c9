import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../testing/app.js';
import { accountPages } from './account.js';
import type { PageSettings } from './web.js';

const hostile = 'https://app.example.com/?a="><script>alert(1)</script>&b=$&\'';
const settings: PageSettings = {
  passwordMinLength: 12,
  redirectUrls: ['https://app.example.com/welcome', hostile],
};

let app: TestApp;
let folder: string;
/** Where the account page was not built, and where it was. */
let small: FastifyInstance;
let large: FastifyInstance;
let url: string;
beforeAll(async () => {
  app = await startApp();
  folder = mkdtempSync(join(tmpdir(), 'profile-account-'));
  writeFileSync(join(folder, 'index.html'), '<title>Account</title>');
  small = Fastify();
  accountPages(small, settings, join(folder, 'nothing'));
  url = await small.listen({ host: '127.0.0.1', port: 0 });
  large = Fastify();
  accountPages(large, settings, folder);
});
afterAll(async () => {
  await Promise.all([app.close(), small.close(), large.close()]);
  rmSync(folder, { recursive: true });
});

const pages = ['verify-email', 'reset-password', 'undo-email-change'];
const parts = ['account.css', 'api.js', 'page.js', ...pages.map((page) => `${page}.js`)];
const get = (name: string) => fetch(`${url}/account/${name}`);

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
      for (const path of sources) expect((await fetch(url + path)).status).toBe(200);
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

describe('Where the account page was built', () => {
  it.each(['reset-password', 'undo-email-change'])(
    '%s is that page, the same whatever the query, kept by no one and naming nobody',
    async (name) => {
      for (const query of [
        '',
        '?token=made-up',
        '?redirect=javascript:alert(1)&token=%3Cscript%3E',
      ]) {
        const { statusCode, headers, payload } = await large.inject(`/account/${name}${query}`);
        expect([statusCode, payload]).toEqual([200, '<title>Account</title>']);
        expect(headers).toMatchObject({
          'cache-control': 'no-store',
          'referrer-policy': 'no-referrer',
          'content-security-policy': expect.stringContaining("script-src 'self'; style-src 'self'"),
        });
      }
    },
  );

  it('verify-email is still the small page, which needs nobody to be signed in', async () => {
    const { payload } = await large.inject('/account/verify-email?token=made-up');
    expect(payload).toContain('/account/verify-email.js');
  });
});
