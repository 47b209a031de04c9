import { scopes } from '@profile/contract';

const confidential = ['client_secret_basic', 'client_secret_post'];

/** RFC 8414. Every address counts from the issuer's, whatever the request said it was sent to. */
export const metadata = (issuer: string) => ({
  issuer,
  token_endpoint: `${issuer}/oauth/token`,
  token_endpoint_auth_methods_supported: ['none'],
  grant_types_supported: ['refresh_token'],
  // Nobody is sent here to sign in, so there is nothing to respond with.
  response_types_supported: [],
  scopes_supported: scopes,
  revocation_endpoint: `${issuer}/oauth/revoke`,
  revocation_endpoint_auth_methods_supported: ['none'],
  introspection_endpoint: `${issuer}/oauth/introspect`,
  introspection_endpoint_auth_methods_supported: confidential,
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  service_documentation: `${issuer}/guides/oauth-endpoints.md`,
});
