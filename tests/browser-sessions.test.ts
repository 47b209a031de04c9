import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inBrowser } from './browser.js';
import { startServer, type TestServer } from './server.js';

const password = 'violet-anchor-73-mosaic';

inBrowser('A browser that keeps the refresh token', (open) => {
  let pages: Server;
  let server: TestServer;
  /** The app's; the same page on another host, which is another site; and one that isn't known. */
  let origins: { app: string; otherSite: string; stranger: string };
  let strangers: Server;
  beforeAll(async () => {
    [pages, strangers] = [await servePages(), await servePages()];
    const [port, other] = [portOf(pages), portOf(strangers)];
    origins = {
      app: `http://127.0.0.1:${port}`,
      otherSite: `http://localhost:${port}`,
      stranger: `http://127.0.0.1:${other}`,
    };
    server = await startServer({ CORS_ORIGINS: `${origins.app},${origins.otherSite}` });
    const { status } = await fetch(`${server.url}/api/v1/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ada@example.com', password }),
    });
    expect(status).toBe(201);
  });
  afterAll(async () => {
    await server?.stop();
    pages?.close();
    strangers?.close();
  });

  /** What the page is answered, with whatever its browser adds. */
  const ask = (page: Page, path: string, body?: object, mode: 'cors' | 'no-cors' = 'cors') =>
    page.evaluate(
      async ({ url, body, mode }) => {
        const answer = await fetch(url, {
          method: 'POST',
          credentials: 'include',
          mode,
          ...(body && {
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          }),
        });
        const text = await answer.text();
        return { status: answer.status, code: text && JSON.parse(text).code, text };
      },
      { url: server.url + path, body, mode },
    );
  const refresh = (page: Page) => ask(page, '/api/v1/auth/refresh');
  const login = { login: 'ada@example.com', password, token_delivery: 'cookie' };
  const cookies = (page: Page) => page.context().cookies(`${server.url}/api/v1/auth`);

  it.each([
    ['REST', '/api/v1/auth/login'],
    ['tRPC', '/trpc/auth.login'],
  ])(
    'signs in over %s, stays signed in when the page is loaded again, and signs out',
    async (_, path) => {
      const page = await open(origins.app);
      const answer = await ask(page, path, login);
      expect([answer.status, answer.text]).toEqual([
        200,
        expect.stringContaining('"access_token"'),
      ]);
      expect(answer.text).not.toContain('refresh_token');
      expect(await cookies(page)).toMatchObject([
        { name: 'profile_refresh', path: '/api/v1/auth', httpOnly: true, sameSite: 'Strict' },
      ]);

      await page.reload();
      expect((await refresh(page)).status).toBe(200);
      expect(await page.evaluate('document.cookie')).toBe('');
      const [second] = await cookies(page);
      expect((await refresh(page)).status).toBe(200);
      const [third] = await cookies(page);
      expect(third?.value).not.toBe(second?.value);

      expect((await ask(page, '/api/v1/auth/logout')).status).toBe(204);
      expect(await cookies(page)).toEqual([]);
      expect(await refresh(page)).toMatchObject({ status: 401, code: 'invalid_refresh_token' });
    },
  );

  it('sends the cookie along for a neighbour that isn’t known, who is refused and spends nothing', async () => {
    const page = await open(origins.app);
    await ask(page, '/api/v1/auth/login', login);
    const before = await cookies(page);
    const sent: (string | undefined)[] = [];
    page.on('response', async (response) => {
      if (response.url().endsWith('/refresh')) sent.push(String(response.status()));
    });
    await page.goto(origins.stranger);
    // As a form could, without asking first; its own answer the page can't read.
    await ask(page, '/api/v1/auth/refresh', undefined, 'no-cors');
    await expect.poll(() => sent).toEqual(['403']);
    expect(await cookies(page)).toEqual(before);
    await page.goto(origins.app);
    expect((await refresh(page)).status).toBe(200);
  });

  it('keeps no cookie for a page of another site, though its origin is known', async () => {
    const page = await open(origins.otherSite);
    expect((await ask(page, '/api/v1/auth/login', login)).status).toBe(200);
    expect(await cookies(page)).toEqual([]);
    expect(await refresh(page)).toMatchObject({ status: 401, code: 'invalid_refresh_token' });
  });
});

/** An empty page, whatever is asked for. */
async function servePages(): Promise<Server> {
  const page = '<!doctype html><title>App</title><link rel="icon" href="data:,">';
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
