import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

/** Somebody else's identity provider, the real thing, which issues RFC 9068 access tokens. */
export async function startIssuer() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  let claims: Record<string, unknown> = {};
  let requests = 0;

  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'app',
        token_endpoint_auth_method: 'none',
        id_token_signed_response_alg: 'ES256',
        redirect_uris: [],
        response_types: [],
        grant_types: [],
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'one', use: 'sig', alg: 'ES256' }] },
    features: { devInteractions: { enabled: false } },
    extraTokenClaims: () => claims,
    findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  });
  const answer = provider.callback();
  server.on('request', (request, response) => {
    requests++;
    answer(request, response);
  });

  return {
    issuer,
    /** How often somebody asked it for something. */
    requests: () => requests,

    /** An access token for a person, with the claims that the provider knows of them. */
    async token(
      sub: string,
      given: Record<string, unknown>,
      { audience = 'profile', scope = 'profile:read profile:write' } = {},
    ): Promise<string> {
      claims = given;
      const client = await provider.Client.find('app');
      if (!client) throw new Error('The provider lost its client');
      const token = new provider.AccessToken({ accountId: sub, client, scope } as never);
      token.resourceServer = new provider.ResourceServer(audience, {
        audience,
        scope,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'ES256' } },
      } as never);
      return token.save();
    },

    async stop(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
