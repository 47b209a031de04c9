import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type TestApp } from '../testing/app.js';

const path = '/.well-known/oauth-authorization-server';
const origin = 'https://accounts.example.com';
let app: TestApp;
beforeAll(async () => {
  app = await startApp({ PUBLIC_URL: origin, CORS_ORIGINS: 'https://app.example.com' });
});
afterAll(() => app.close());

it('The metadata names every door, under the public origin whatever the request says', async () => {
  const forged = ['X-Forwarded-Host: evil.example.com', 'X-Forwarded-Proto: gopher'];
  const answer = await app.raw(`GET ${path}?issuer=https://evil.example.com`, forged);
  expect(answer?.text).not.toContain('evil');
  expect(answer?.headers.get('cache-control')).toBe('public, max-age=300');
  expect(answer?.body).toEqual({
    issuer: origin,
    token_endpoint: `${origin}/oauth/token`,
    token_endpoint_auth_methods_supported: ['none'],
    grant_types_supported: ['refresh_token'],
    response_types_supported: [],
    scopes_supported: ['profile:read', 'profile:write', 'account:security'],
    revocation_endpoint: `${origin}/oauth/revoke`,
    revocation_endpoint_auth_methods_supported: ['none'],
    introspection_endpoint: `${origin}/oauth/introspect`,
    introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    jwks_uri: `${origin}/.well-known/jwks.json`,
    service_documentation: `${origin}/guides/oauth-endpoints.md`,
  });
});

it('Every address in it answers', async () => {
  const { body } = await app.rest('GET', path);
  for (const [name, value] of Object.entries(body)) {
    if (name === 'issuer' || typeof value !== 'string') continue;
    const { pathname } = new URL(value);
    const method = pathname.startsWith('/oauth/') ? 'POST' : 'HEAD';
    expect((await fetch(app.url + pathname, { method })).status, value).not.toBe(404);
  }
});

it('A browser of an allowed origin may ask for it and for tokens', async () => {
  const from = 'Origin: https://app.example.com';
  const read = await app.raw(`GET ${path}`, [from]);
  expect(read?.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
  const asked = await app.raw('OPTIONS /oauth/token', [
    from,
    'Access-Control-Request-Method: POST',
  ]);
  expect(asked?.status).toBe(204);
});
