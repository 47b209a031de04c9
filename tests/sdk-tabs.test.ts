import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type * as Sdk from '@profile/sdk';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inBrowser } from './browser.js';
import { startServer, type TestServer } from './server.js';

const password = 'violet-anchor-73-mosaic';
type Store = 'localStorageTokenStore' | 'cookieTokenStore';

declare global {
  /** The client of the tab. */
  var client: Sdk.ProfileClient;
  /** What the tab has heard. */
  var told: unknown[][];
}

inBrowser('The SDK in two tabs', (open) => {
  let app: Server;
  let server: TestServer;
  beforeAll(async () => {
    app = await serveApp();
    // Tokens that two tabs find expired together, and a refresh token that comes twice ends the session
    // at once. Five seconds, since on a busy machine a call may take one.
    server = await startServer({
      CORS_ORIGINS: originOf(app),
      ACCESS_TOKEN_TTL: '5s',
      REFRESH_GRACE: '0s',
    });
  }, 60_000);
  afterAll(async () => {
    await server?.stop();
    app?.close();
  });

  /** Makes the client of a tab, which listens, and notes the paths that the tab asks for. */
  async function started(page: Page, store: Store) {
    const paths: string[] = [];
    page.on('request', (request) => {
      const { origin, pathname } = new URL(request.url());
      if (origin === server.url && request.method() === 'POST') paths.push(pathname);
    });
    const start = async () => {
      await page.waitForFunction(() => 'sdk' in globalThis);
      await page.evaluate(
        ({ url, store }) => {
          globalThis.client = sdk.createProfileClient({ url, store: sdk[store]() });
          globalThis.told = [];
          client.on('signedIn', () => told.push(['signedIn']));
          client.on('signedOut', (reason) => told.push(['signedOut', reason]));
          client.on('profileChanged', (profile) => told.push(['profileChanged', profile]));
        },
        { url: server.url, store },
      );
    };
    await start();
    return { page, paths, start, told: () => page.evaluate(() => told) };
  }

  async function tabs(store: Store) {
    const first = await open(originOf(app));
    const second = await first.context().newPage();
    await second.goto(originOf(app));
    return [await started(first, store), await started(second, store)] as const;
  }

  const username = (page: Page) =>
    page.evaluate(async () =>
      client.profile.get().then(
        ({ username }) => username,
        ({ code }) => code as string,
      ),
    );
  const signUp = (page: Page, username: string) =>
    page.evaluate(
      async (input) => {
        await client.auth.register(input);
      },
      { email: `${username}@example.com`, password, username },
    );
  const expired = (page: Page) => page.waitForTimeout(5500);

  it('renews one session once in localStorage, and tells each tab of the other', async () => {
    const [one, other] = await tabs('localStorageTokenStore');
    await signUp(one.page, 'ada');
    await expect.poll(other.told).toEqual([['signedIn']]);
    await expired(one.page);
    expect(await Promise.all([username(one.page), username(other.page)])).toEqual(['ada', 'ada']);
    const renewals = [...one.paths, ...other.paths].filter((path) => path.endsWith('refresh'));
    expect(renewals).toEqual(['/trpc/auth.refresh']);

    await other.page.evaluate(() => client.profile.update({ first_name: 'Ada' }));
    await expect.poll(one.told).toEqual([['signedIn'], ['profileChanged', undefined]]);
    await one.page.evaluate(() => client.auth.logout());
    await expect.poll(async () => (await other.told()).at(-1)).toEqual(['signedOut', 'signed_out']);
    expect(await username(other.page)).toBe('signed_out');
  });

  it('keeps one session in the cookie, through expiry and reloads, until one tab signs out', async () => {
    const [one, other] = await tabs('cookieTokenStore');
    expect(await username(one.page)).toBe('signed_out');
    expect(one.paths).toEqual([]);
    await signUp(one.page, 'eve');
    expect(await username(other.page)).toBe('eve');
    expect(other.paths).toEqual(['/api/v1/auth/refresh']);
    await expired(one.page);
    expect(await Promise.all([username(one.page), username(other.page)])).toEqual(['eve', 'eve']);
    // One after the other, so that neither used the cookie of before, which would have ended the session.
    expect([...one.paths, ...other.paths]).toEqual([
      '/api/v1/auth/register',
      ...Array(3).fill('/api/v1/auth/refresh'),
    ]);

    await one.page.reload();
    await one.start();
    expect(await username(one.page)).toBe('eve');
    const stored = await one.page.evaluate('JSON.stringify({ ...localStorage })');
    expect(stored).toMatch(/^\{"profile.signed-in":"\w+"\}$/);

    await other.page.evaluate(() => client.auth.logout());
    await expect.poll(one.told).toEqual([['signedOut', 'signed_out']]);
    expect(await username(one.page)).toBe('signed_out');
    expect(await one.page.context().cookies(`${server.url}/api/v1/auth`)).toEqual([]);
  });

  it('lets go of a session when another tab signs in as somebody else', async () => {
    const [one, other] = await tabs('cookieTokenStore');
    await signUp(one.page, 'grace');
    await signUp(other.page, 'joan');
    expect(await username(one.page)).toBe('joan');
  });
});

/** An app of its own origin: a page with the built SDK as it is packed. */
async function serveApp(): Promise<Server> {
  const module = fileURLToPath(import.meta.resolve('@profile/sdk'));
  const page = `<!doctype html><title>App</title><link rel="icon" href="data:,">
    <script type="module">globalThis.sdk = await import('/sdk.js')</script>`;
  const server = createServer(async ({ url = '' }, response) => {
    const [type, body] =
      url === '/sdk.js' ? ['text/javascript', await readFile(module)] : ['text/html', page];
    response.writeHead(200, { 'content-type': type }).end(body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
