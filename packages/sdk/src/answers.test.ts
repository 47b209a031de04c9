import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createProfileClient, memoryTokenStore } from './index.js';
import { open } from './testing/client.js';
import { tokensOf } from './testing/door.js';

/** A server of somebody else, and a client that was sent to it. */
async function clientOf(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const store = memoryTokenStore(tokensOf(0));
  return { url, store, client: createProfileClient({ url, store, retries: 0 }) };
}

const html = { 'content-type': 'text/html; charset=utf-8' };
const json = { 'content-type': 'application/json' };

describe('an answer that is not ours', () => {
  it.each([
    ['the error page of a proxy', 502, html, '<h1>Bad Gateway</h1>', 'text/html with status 502'],
    ['an empty 502', 502, {}, '', 'no content type with status 502'],
    ['an empty 204', 204, {}, '', 'no content type with status 204'],
    ['a page for every address', 200, html, '<!doctype html>', 'text/html with status 200'],
    ['an object of something else', 200, json, '{"ok":true}', 'application/json with status 200'],
    ['a list of something else', 200, json, '[1,2,3]', 'application/json with status 200'],
    ['an empty list', 200, json, '[]', 'application/json with status 200'],
    ['null', 200, json, 'null', 'application/json with status 200'],
    ['a string', 200, json, '"ok"', 'application/json with status 200'],
    ['half of an object', 200, json, '{"result":', 'application/json with status 200'],
    ['an error of something else', 404, json, '{"error":"no"}', 'application/json with status 404'],
    [
      'an error of another such server',
      500,
      json,
      '[{"error":{"code":-32603,"message":"x","data":{}}}]',
      'application/json with status 500',
    ],
    ['an answer of JSON-RPC', 200, json, '{"result":7}', 'application/json with status 200'],
    ['a result that is none', 200, json, '[{"result":7}]', 'application/json with status 200'],
  ])('is named: %s', async (_, status, headers, body, words) => {
    const { client, store } = await clientOf((_, response) => {
      response.writeHead(status, headers).end(body);
    });
    const error = await client.profile.get().catch((caught) => caught);
    expect(error).toMatchObject({ name: 'ProfileError', code: 'unexpected_response', status });
    expect(error.detail).toBe(
      `The answer is not from a Profile server but ${words}; check the url and the proxies before the server`,
    );
    expect(error.message).toBe(error.detail);
    const login = client.auth.login({ login: 'ada', password: 'any' });
    await expect(login).rejects.toMatchObject({ code: 'unexpected_response' });
    expect(store.load()).toEqual(tokensOf(0));
  });

  it.each([301, 302, 303, 307, 308])(
    'is a redirect: %i leads nobody to the login page',
    async (status) => {
      let followed = 0;
      const login = await clientOf((_, response) => {
        followed += 1;
        response.writeHead(200, html).end('<form>');
      });
      const { client } = await clientOf((_, response) => {
        response.writeHead(status, { location: `${login.url}/login?return=secret` }).end();
      });
      const message = `The answer is not from a Profile server but a redirect (${status}) to ${login.url}; check the url and the proxies before the server`;
      await expect(client.profile.get()).rejects.toMatchObject({ status, message });
      const input = { login: 'ada', password: 'violet-anchor-73-mosaic' };
      await expect(client.auth.login(input)).rejects.toMatchObject({ status, message });
      expect(followed).toBe(0);
    },
  );

  it('may be a redirect that browsers hide', async () => {
    const hidden = {
      status: 0,
      type: 'opaqueredirect',
      headers: new Headers(),
      text: async () => '',
    };
    const { client } = open({ fetch: async () => hidden as Response });
    await expect(client.profile.get()).rejects.toMatchObject({
      code: 'unexpected_response',
      status: undefined,
      message: expect.stringContaining('but a redirect;'),
    });
  });

  it('may say how long to wait, and its name in a log', async () => {
    const headers = { ...html, 'retry-after': '120', 'x-request-id': 'gateway-7' };
    const { client } = await clientOf((_, response) => {
      response.writeHead(503, headers).end('Maintenance');
    });
    await expect(client.profile.get()).rejects.toMatchObject({
      code: 'unexpected_response',
      status: 503,
      retryAfter: 120,
      requestId: 'gateway-7',
    });
  });

  it.each([
    ['nothing', {}],
    ['no tokens', { result: { data: { ok: true } } }],
  ])('gives a sign-in %s to keep', async (_, body) => {
    const { client, store } = await clientOf((_, response) => {
      response.writeHead(200, json).end(JSON.stringify(body));
    });
    const login = client.auth.login({ login: 'ada', password: 'any' });
    await expect(login).rejects.toMatchObject({ code: 'unexpected_response' });
    expect(store.load()).toEqual(tokensOf(0));
  });

  it('is one that answers fewer calls than were made', async () => {
    const { client } = await clientOf((_, response) => {
      response.writeHead(200, json).end('[{"result":{"data":"profile"}}]');
    });
    const outcomes = await Promise.allSettled([client.profile.get(), client.profile.get()]);
    expect(outcomes).toMatchObject([
      { value: 'profile' },
      { reason: { code: 'unexpected_response' } },
    ]);
  });
});

it('has a result, or is not ours', async () => {
  const { client } = await clientOf((_, response) => {
    response.writeHead(200, json).end('[{"result":{"ok":true}}]');
  });
  await expect(client.profile.get()).rejects.toMatchObject({ code: 'unexpected_response' });
});

describe('no answer', () => {
  const network = { name: 'ProfileError', code: 'network', status: undefined };

  it('is `network` when nobody listens', async () => {
    const client = createProfileClient({
      url: 'http://127.0.0.1:9',
      store: signedIn(),
      retries: 0,
    });
    await expect(client.profile.get()).rejects.toMatchObject({
      ...network,
      cause: expect.any(Error),
      message: expect.stringMatching(/check the url.*CORS_ORIGINS/),
    });
  });

  it('is `network` when the name is unknown', async () => {
    const client = createProfileClient({
      url: 'http://profile.invalid',
      store: signedIn(),
      retries: 0,
    });
    await expect(client.profile.get()).rejects.toMatchObject(network);
  });

  it('is `network` when the connection breaks before or within it', async () => {
    const before = await clientOf((request) => request.socket.destroy());
    await expect(before.client.profile.get()).rejects.toMatchObject(network);
    const within = await clientOf((request, response) => {
      response.writeHead(200, { ...json, 'content-length': '100' }).write('[{');
      setTimeout(() => request.socket.destroy(), 10);
    });
    await expect(within.client.profile.get()).rejects.toMatchObject(network);
  });

  it('is `network` when what was given as fetch throws', async () => {
    const { client } = open({
      fetch: () => {
        throw new Error('offline');
      },
    });
    await expect(client.profile.get()).rejects.toMatchObject(network);
  });
});

describe('the url', () => {
  it.each([
    '',
    'accounts.example.com',
    'localhost:8080',
    '/api',
    'ftp://accounts.example.com',
    'https://',
    'https://ada:secret@accounts.example.com',
    'https://accounts.example.com/?tenant=1',
    'https://accounts.example.com/#top',
    undefined,
    null,
    7,
  ])('%j is refused at once', (url) => {
    const make = () => createProfileClient({ url: url as string });
    expect(make).toThrow(
      expect.objectContaining({
        name: 'ProfileError',
        code: 'invalid_url',
        message: expect.stringContaining('such as https://accounts.example.com'),
      }),
    );
  });

  it.each([
    ['http://localhost:8080', 'http://localhost:8080/trpc/'],
    ['http://localhost:8080/', 'http://localhost:8080/trpc/'],
    ['HTTPS://Accounts.Example.com', 'https://accounts.example.com/trpc/'],
    ['https://example.com/accounts//', 'https://example.com/accounts/trpc/'],
  ])('%s is asked at %s', async (url, address) => {
    const asked: string[] = [];
    const { client } = open(
      {
        fetch: async (to) => {
          asked.push(to);
          throw new Error('offline');
        },
      },
      { url },
    );
    await client.profile.get().catch(() => {});
    expect(asked[0]?.startsWith(address)).toBe(true);
  });
});

function signedIn() {
  return memoryTokenStore(tokensOf(0));
}
