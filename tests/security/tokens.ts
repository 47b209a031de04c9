import { createHmac, generateKeyPairSync } from 'node:crypto';
import { exportJWK, exportSPKI, importJWK, type JWK, SignJWT } from 'jose';

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token of ours, taken apart. */
function parse(token: string) {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const read = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString());
  return {
    header: read(header) as Record<string, unknown>,
    payload: read(payload) as Record<string, unknown>,
    signature,
  };
}

/** Attacks on a good token, by somebody who knows everything but the private key. */
export async function forgeries(good: string, publicJwk: JWK, outside: string) {
  const { header, payload, signature } = parse(good);
  const unsigned = (more: object, claims: object = {}) =>
    `${part({ ...header, ...more })}.${part({ ...payload, ...claims })}`;
  const resigned = (more: object, claims: object = {}) => `${unsigned(more, claims)}.${signature}`;

  const hmac = (secret: string | Buffer) => {
    const input = unsigned({ alg: 'HS256' });
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
  };
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const own = (more: object, claims: object = {}) =>
    new SignJWT({ ...payload, ...claims })
      .setProtectedHeader({ ...header, ...more, alg: 'ES256' })
      .sign(privateKey);
  const spki = await exportSPKI((await importJWK(publicJwk, 'ES256')) as never);
  const bomb = Buffer.alloc(9000, 'A').toString();

  return {
    'alg none': `${unsigned({ alg: 'none' })}.`,
    'alg None': `${unsigned({ alg: 'None' })}.`,
    'alg NONE': `${unsigned({ alg: 'NONE' })}.`,
    'alg nOnE with the old signature': resigned({ alg: 'nOnE' }),
    'alg empty': `${unsigned({ alg: '' })}.`,
    'alg left out': `${unsigned({ alg: undefined })}.${signature}`,
    'HS256 with our public key as PEM': hmac(spki),
    'HS256 with our public key as JWK': hmac(JSON.stringify(publicJwk)),
    'HS256 with an empty secret': hmac(''),
    'another key with our kid': await own({}),
    'kid with a path': await own({ kid: '../../../../dev/null' }),
    'kid with SQL': await own({ kid: "' UNION SELECT public_jwk FROM signing_keys --" }),
    'kid of an object': await own({ kid: '__proto__' }),
    'kid left out': await own({ kid: undefined }),
    'jku to a server of the attacker': await own({ kid: 'theirs', jku: `${outside}/jwks` }),
    'x5u to a server of the attacker': await own({ kid: 'theirs', x5u: `${outside}/cert` }),
    'an embedded jwk': await own({ kid: 'theirs', jwk: await exportJWK(publicKey) }),
    'crit of something unknown': resigned({ crit: ['x'], x: 1 }),
    'typ JWT': resigned({ typ: 'JWT' }),
    'typ left out': resigned({ typ: undefined }),
    'another iss': resigned({}, { iss: 'https://evil.example' }),
    'another aud': resigned({}, { aud: 'https://evil.example' }),
    'a longer exp': resigned({}, { exp: 4_102_444_800 }),
    'an exp that is text': resigned({}, { exp: '4102444800' }),
    'nbf in the future': resigned({}, { nbf: 4_102_444_800 }),
    'more scope': resigned({}, { scope: 'account:security profile:read profile:write admin' }),
    'another sub': resigned({}, { sub: 'usr_01jq2v8m3xfq9t5c7d0a4ke6nb' }),
    'no signature': good.replace(/[^.]*$/, ''),
    'a changed signature': good.replace(/.{4}$/, 'AAAA'),
    'two parts': good.split('.').slice(0, 2).join('.'),
    'six parts': `${good}.${good}`,
    'a JWE bomb': `${part({ alg: 'PBES2-HS512+A256KW', enc: 'A256GCM', p2c: 2_000_000_000, zip: 'DEF' })}.${bomb}.AAAA.AAAA.AAAA`,
    'not base64url': 'ä.ö.ü'.replace(/./g, (c) => encodeURIComponent(c)),
    'a header that is no JSON': `AAAA.${part(payload)}.${signature}`,
    'a payload that is a list': `${part(header)}.${part([1])}.${signature}`,
    'nothing but dots': '..',
    'a refresh token':
      'ses_01jq2v8m3xfq9t5c7d0a4ke6nb.0.q7Tn0sXv2LkPz9aRw4bYc1dHj8mFe5gU6iKoN3hVtBo',
  };
}
