import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

/** As little of an identity provider as a server asks for: its metadata, its keys, and tokens. */
export async function startIssuer(audience) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = { ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'ES256' };
  const server = createServer((request, response) => {
    const keys = request.url === '/keys';
    const body = keys ? { keys: [key] } : { issuer: url, jwks_uri: `${url}/keys` };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return {
    url,
    async token(sub, email) {
      const iat = Math.floor(Date.now() / 1000);
      const times = { iat, exp: iat + 600, jti: randomUUID() };
      const who = { iss: url, aud: audience, sub, client_id: 'app', email, email_verified: true };
      const claims = { ...who, ...times, preferred_username: sub, scope: 'profile:read' };
      const text = `${part({ alg: 'ES256', typ: 'at+jwt', kid: 'one' })}.${part(claims)}`;
      const options = { key: privateKey, dsaEncoding: 'ieee-p1363' };
      return `${text}.${sign('sha256', Buffer.from(text), options).toString('base64url')}`;
    },
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
