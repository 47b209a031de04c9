import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type * as Sdk from '@profile/sdk';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { inBrowser } from './browser.js';
import { startServer, type TestServer } from './server.js';

const password = 'violet-anchor-73-mosaic';

declare global {
  /** The SDK, in the page. */
  var sdk: typeof Sdk;
}

inBrowser('the SDK in a browser', (visit) => {
  let app: Server;
  let server: TestServer;
  beforeAll(async () => {
    app = await serveApp();
    server = await startServer({ CORS_ORIGINS: originOf(app), LIMITS: 'sign_in=1/1m' });
  }, 60_000);
  afterAll(async () => {
    await server?.stop();
    app?.close();
  });

  /** A page of the app, which has loaded the built SDK and nothing else. */
  async function open(origin = originOf(app)) {
    const page = await visit(origin);
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
    const requestId = expect.stringMatching(/^[0-9a-f]{32}$/);
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
        const calls = await Promise.allSettled([
          aborted,
          moved.profile.get(),
          moved.profile.setAvatar(new Uint8Array(9), { onProgress() {} }),
        ]);
        return calls.map((call) => call.status === 'rejected' && call.reason.message);
      },
      { url: server.url, origin: originOf(app), password },
    );
    expect(codes).toEqual([
      'The call was aborted by its signal; the server may have done it nevertheless',
      'The answer is not from a Profile server but a redirect; check the url and the proxies before the server',
      expect.stringContaining('but a redirect (307) to http://127.0.0.1:'),
    ]);
  });

  it('sends a picture to where it was told and nowhere else', async () => {
    const asked: string[] = [];
    const elsewhere = await serveAnyPage(({ method = '' }, response) => {
      asked.push(method);
      response.writeHead(200).end();
    });
    const gateway = await serveAnyPage(({ method }, response) => {
      const location = `${originOf(elsewhere)}/`;
      if (method === 'OPTIONS') response.writeHead(204).end();
      else response.writeHead(307, { location }).end();
    });
    onTestFinished(() => {
      gateway.close();
      elsewhere.close();
    });
    const page = await open();
    const [message, told] = await page.evaluate(
      async ({ url, gateway, password }) => {
        const store = sdk.memoryTokenStore();
        const client = sdk.createProfileClient({ url, store });
        await client.auth.register({ email: 'elsewhere@example.com', password });
        const moved = sdk.createProfileClient({ url: gateway, store });
        const told: number[] = [];
        const onProgress = (part: number) => told.push(part);
        const call = moved.profile.setAvatar(new Uint8Array(9), { onProgress });
        return [await call.catch(({ message }: Error) => message), told] as const;
      },
      { url: server.url, gateway: originOf(gateway), password },
    );
    expect(message).toContain('but a redirect; check');
    expect([told, asked]).toEqual([[0, 1], []]);
  });

  it('tells how much of a picture has gone out, and what became of it', async () => {
    // Only to a page of the server's own origin.
    const page = await visit('about:blank');
    const own = `${server.url}/app`;
    await page.route(`${own}/**`, async (route) => {
      const { pathname } = new URL(route.request().url());
      const url = pathname.slice('/app'.length);
      await route.fulfill({ response: await page.request.get(`${originOf(app)}${url}`) });
    });
    await page.goto(`${own}/page`);
    await page.waitForFunction(() => 'sdk' in globalThis);
    const told = await page.evaluate(
      async ({ url, password }) => {
        const store = sdk.memoryTokenStore();
        const client = sdk.createProfileClient({ url, store });
        await client.auth.register({ email: 'progress@example.com', password });
        const gif = atob('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7');
        const picture = Uint8Array.from(gif, (byte) => byte.charCodeAt(0));
        const sent: number[] = [];
        const onProgress = (part: number) => sent.push(part);
        const { avatar_url } = await client.profile.setAvatar(picture, { onProgress });

        const codeOf = (error: unknown) => sdk.isProfileError(error) && error.code;
        const large = new Uint8Array(6_000_000);
        const { error } = await sdk.settle(client.profile.setAvatar(large, { onProgress }));
        const stale = { onProgress, expected_version: 1 };
        const refused = await client.profile.setAvatar(picture, stale).catch(codeOf);

        const controller = new AbortController();
        const given = { signal: controller.signal, onProgress: () => controller.abort() };
        const aborted = await client.profile.setAvatar(large, given).catch(codeOf);

        // A token that isn't good any more is renewed, and all of it sent again.
        const tokens = await client.auth.tokens();
        if (tokens) await store.save({ ...tokens, access_token: `${tokens.access_token}x` });
        const again = await client.profile.setAvatar(picture, { onProgress });
        const lost = error && { code: error.code, detail: error.detail, id: error.requestId };
        return { avatar_url, sent, lost, refused, aborted, version: again.version };
      },
      { url: server.url, password },
    );
    expect(told).toMatchObject({
      avatar_url: expect.stringMatching(/^\/media\/avatars\//),
      lost: { code: 'body_too_large', detail: 'The picture is over 5 MB', id: expect.any(String) },
      refused: 'stale_version',
      aborted: 'aborted',
      version: 3,
    });
    expect(told.sent.filter((part) => part === 1).length).toBeGreaterThanOrEqual(3);
    expect(told.sent.every((part) => part >= 0 && part <= 1)).toBe(true);
  });
});

/** An app of its own origin: a page with the built SDK as it is packed. */
async function serveApp(): Promise<Server> {
  const module = fileURLToPath(import.meta.resolve('@profile/sdk'));
  const page = `<!doctype html><title>App</title><link rel="icon" href="data:,">
    <script type="module">globalThis.sdk = await import('./sdk.js')</script>`;
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

/** A server that lets pages of every origin ask for everything. */
async function serveAnyPage(answer: RequestListener): Promise<Server> {
  const server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-methods', 'PUT');
    response.setHeader('access-control-allow-headers', 'authorization');
    answer(request, response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
