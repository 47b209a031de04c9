import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type * as Sdk from '@profile/sdk';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startServer, type TestServer } from './server.js';

const executablePath = '/usr/bin/chromium';
const found = existsSync(executablePath);
const why = found
  ? ''
  : `: skipped, since there is no ${executablePath} (apt-get install chromium)`;
// The default reporter doesn't name the tests it skips.
if (!found) console.warn(`The SDK in a browser${why}`);
const password = 'violet-anchor-73-mosaic';

declare global {
  /** The SDK, in the page. */
  var sdk: typeof Sdk;
}

describe.skipIf(!found)(`the SDK in a browser${why}`, { timeout: 60_000 }, () => {
  let app: Server;
  let server: TestServer;
  let browser: Browser;
  beforeAll(async () => {
    app = await serveApp();
    server = await startServer({ CORS_ORIGINS: originOf(app), LIMITS: 'sign_in=1/1m' });
    // Chromium's own sandbox can't be had by root or in most containers.
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    app?.close();
  });

  /** A page of the app, which has loaded the built SDK and nothing else. */
  async function open(origin = originOf(app)): Promise<Page> {
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    await page.goto(origin);
    await page.waitForFunction(() => 'sdk' in globalThis);
    return page;
  }

  it('signs up, reads and changes the profile at another origin', async () => {
    const page = await open();
    expect(new URL(page.url()).origin).not.toBe(server.url);
    const profile = await page.evaluate(
      async ({ url, password }) => {
        const client = sdk.createProfileClient({ url });
        await client.auth.register({ email: 'ada@example.com', password });
        await client.profile.update({ first_name: 'Ada' });
        await client.profile.update(({ first_name }) => ({ display_name: `${first_name} L.` }));
        const [profile, { status }] = await Promise.all([
          client.profile.get(),
          client.email.verification(),
        ]);
        await client.auth.logout();
        return { ...profile, status, left: await client.auth.tokens() };
      },
      { url: server.url, password },
    );
    expect(profile).toMatchObject({
      email: 'ada@example.com',
      display_name: 'Ada L.',
      version: 3,
      status: 'pending',
      left: null,
    });
  });

  it('reads what an error says: its code, the request id, how long to wait', async () => {
    const page = await open();
    const errors = await page.evaluate(async (url) => {
      const client = sdk.createProfileClient({ url });
      const attempt = async () => {
        try {
          await client.auth.login({ login: 'nobody', password: 'x' });
          return undefined;
        } catch (error) {
          if (!sdk.isProfileError(error)) throw error;
          const { name, code, status, retryAfter, requestId } = error;
          return { name, code, status, retryAfter, requestId };
        }
      };
      return [await attempt(), await attempt()];
    }, server.url);
    const requestId = expect.stringMatching(/^[\w-]{36}$/);
    expect(errors).toMatchObject([
      { name: 'ProfileError', code: 'invalid_credentials', status: 401, requestId },
      { code: 'too_many_requests', status: 429, retryAfter: expect.any(Number), requestId },
    ]);
  });

  it('says what may be wrong when the server does not know the origin', async () => {
    const stranger = await serveApp();
    onTestFinished(() => void stranger.close());
    const page = await open(originOf(stranger));
    const error = await page.evaluate(async (url) => {
      const client = sdk.createProfileClient({ url });
      const login = client.auth.login({ login: 'ada', password: 'x' });
      return login.catch(({ code, message }: Sdk.ProfileError) => ({ code, message }));
    }, server.url);
    expect(error).toEqual({ code: 'network', message: expect.stringContaining('CORS_ORIGINS') });
  });

  it('aborts, and follows no redirect', async () => {
    const page = await open();
    const codes = await page.evaluate(
      async ({ url, origin, password }) => {
        const store = sdk.memoryTokenStore();
        const client = sdk.createProfileClient({ url, store });
        await client.auth.register({ email: 'eve@example.com', password });
        const controller = new AbortController();
        const aborted = client.profile.get({ signal: controller.signal });
        controller.abort();
        const moved = sdk.createProfileClient({ url: `${origin}/moved`, store });
        const calls = await Promise.allSettled([aborted, moved.profile.get()]);
        return calls.map((call) => call.status === 'rejected' && call.reason.message);
      },
      { url: server.url, origin: originOf(app), password },
    );
    expect(codes).toEqual([
      'The call was aborted by its signal; the server may have done it nevertheless',
      'The answer is not from a Profile server but a redirect; check the url and the proxies before the server',
    ]);
  });
});

/** An app of its own origin: a page with the built SDK as it is packed. */
async function serveApp(): Promise<Server> {
  const module = fileURLToPath(import.meta.resolve('@profile/sdk'));
  const page = `<!doctype html><title>App</title><link rel="icon" href="data:,">
    <script type="module">globalThis.sdk = await import('/sdk.js')</script>`;
  const server = createServer(async ({ url = '' }, response) => {
    if (url === '/sdk.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(await readFile(module));
    } else if (url.startsWith('/moved')) {
      response.writeHead(302, { location: '/' }).end();
    } else {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
