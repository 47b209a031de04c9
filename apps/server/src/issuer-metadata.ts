/** Where an issuer has its keys, by its metadata at the place of RFC 8414 or of OpenID Connect. */
export async function discoverKeys(issuer: string): Promise<string> {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  const places = [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ];
  let cause: unknown;
  for (const place of places) {
    const metadata = await fetchJson(place).catch((error: unknown) => {
      cause = error;
    });
    const { issuer: named, jwks_uri } = Object(metadata) as Record<string, unknown>;
    if (named === issuer && typeof jwks_uri === 'string') return jwks_uri;
  }
  throw new Error('No metadata of the issuer says where its keys are', { cause });
}

/** What is at an address; throws when it is anything but JSON, or takes longer than five seconds. */
export async function fetchJson(address: string): Promise<unknown> {
  const headers = { accept: 'application/json, application/jwk-set+json' };
  const signal = AbortSignal.timeout(5000);
  const answer = await fetch(address, { headers, redirect: 'error', signal });
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  return answer.json();
}
