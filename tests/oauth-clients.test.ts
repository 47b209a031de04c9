import { randomBytes } from 'node:crypto';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from './server.js';

// Tests are served without TLS, which both clients have to be told is fine.
const insecure = { [oauth.allowInsecureRequests]: true };
/** With what a form encodes: Basic has to survive it. */
const secret = `${randomBytes(24).toString('base64')}:%+ `;

let server: TestServer;
beforeAll(async () => {
  const servers = [{ client_id: 'billing', client_secret: secret }];
  server = await startServer({ RESOURCE_SERVERS: JSON.stringify(servers) });
});
afterAll(() => server.stop());

let people = 0;
async function signUp(): Promise<{ access_token: string; refresh_token: string }> {
  const body = JSON.stringify({
    email: `person${++people}@example.com`,
    password: 'violet-anchor-73-mosaic',
  });
  const headers = { 'content-type': 'application/json' };
  const url = `${server.url}/api/v1/auth/register`;
  const response = await fetch(url, { method: 'POST', headers, body });
  return (await response.json()) as Awaited<ReturnType<typeof signUp>>;
}

describe('oauth4webapi, unmodified,', () => {
  const client = { client_id: 'profile' };
  let as: oauth.AuthorizationServer;
  beforeAll(async () => {
    const issuer = new URL(server.url);
    const response = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure });
    as = await oauth.processDiscoveryResponse(issuer, response);
  });

  const refresh = async (token: string, scope?: string) =>
    oauth.processRefreshTokenResponse(
      as,
      client,
      await oauth.refreshTokenGrantRequest(as, client, oauth.None(), token, {
        ...insecure,
        ...(scope && { additionalParameters: { scope } }),
      }),
    );
  const introspect = async (token: string, authentication: oauth.ClientAuth) => {
    const billing = { client_id: 'billing' };
    return oauth.processIntrospectionResponse(
      as,
      billing,
      await oauth.introspectionRequest(as, billing, authentication, token, insecure),
    );
  };

  it('discovers, refreshes, narrows and is refused more', async () => {
    const { refresh_token } = await signUp();
    const tokens = await refresh(refresh_token, 'profile:read');
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 900, scope: 'profile:read' });
    await expect(refresh(tokens.refresh_token ?? '', 'admin')).rejects.toMatchObject({
      name: 'ResponseBodyError',
      status: 400,
      error: 'invalid_scope',
    });
    await expect(refresh('made-up')).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it('validates our access token as RFC 9068, by our published keys', async () => {
    const { access_token } = await signUp();
    const validate = (token: string, audience = server.url) => {
      const headers = { authorization: `Bearer ${token}` };
      const request = new Request(`${server.url}/somewhere`, { headers });
      return oauth.validateJwtAccessToken(as, request, audience, insecure);
    };
    expect(await validate(access_token)).toMatchObject({
      iss: server.url,
      aud: server.url,
      client_id: 'profile',
      scope: 'profile:read profile:write account:security',
    });
    await expect(validate(access_token, 'https://other.example.com')).rejects.toThrow();
    await expect(validate(`${access_token.slice(0, -4)}AAAA`)).rejects.toThrow();
  });

  it.each([
    ['client_secret_basic', () => oauth.ClientSecretBasic(secret)],
    ['client_secret_post', () => oauth.ClientSecretPost(secret)],
  ])('introspects by %s, and revokes', async (_, authentication) => {
    const { access_token, refresh_token } = await signUp();
    expect(await introspect(access_token, authentication())).toMatchObject({
      active: true,
      token_type: 'Bearer',
      client_id: 'profile',
    });
    const response = await oauth.revocationRequest(
      as,
      client,
      oauth.None(),
      refresh_token,
      insecure,
    );
    await oauth.processRevocationResponse(response);
    for (const token of [access_token, refresh_token]) {
      expect(await introspect(token, authentication())).toEqual({ active: false });
    }
  });

  it('reads the challenge when the secret is wrong', async () => {
    await expect(introspect('x', oauth.ClientSecretBasic('wrong'))).rejects.toMatchObject({
      name: 'WWWAuthenticateChallengeError',
      status: 401,
    });
    await expect(introspect('x', oauth.None())).rejects.toMatchObject({ status: 401 });
  });
});

describe('openid-client, unmodified,', () => {
  const discover = (id: string, authentication?: openid.ClientAuth) =>
    openid.discovery(new URL(server.url), id, undefined, authentication ?? openid.None(), {
      algorithm: 'oauth2',
      execute: [openid.allowInsecureRequests],
    });

  it('discovers, refreshes, introspects and revokes', async () => {
    const { refresh_token } = await signUp();
    const app = await discover('profile');
    const billing = await discover('billing', openid.ClientSecretBasic(secret));
    const tokens = await openid.refreshTokenGrant(app, refresh_token, { scope: 'profile:read' });
    expect(tokens.scope).toBe('profile:read');
    const ask = () => openid.tokenIntrospection(billing, tokens.access_token);
    expect(await ask()).toMatchObject({ active: true, scope: 'profile:read' });
    await openid.tokenRevocation(app, tokens.access_token);
    expect(await ask()).toEqual({ active: false });
    await expect(openid.refreshTokenGrant(app, tokens.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });
});
