import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ProfileClient, ProfileError, TokenResponse } from '@profile/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Operation, operations } from './procedures.js';
import { startApp, type TestApp } from './testing/app.js';
import { provocationsAt } from './testing/provocations.js';
import { throughSdk, type Way } from './testing/sdk-calls.js';

/** The codes of each method, as the published declarations say them to the compiler. */
function declared(): Map<string, string[]> {
  const file = new URL('method-errors.generated.d.ts', import.meta.resolve('@profile/sdk'));
  const text = readFileSync(fileURLToPath(file), 'utf8');
  const alias = (name: string) => text.split(`export type ${name} =`)[1]?.split(';')[0] ?? '';
  const codesIn = (union: string): string[] => [
    ...[...union.matchAll(/'(\w+)'/g)].map(([, code = '']) => code),
    ...[...union.matchAll(/\b([A-Z]\w+ErrorCode)\b/g)].flatMap(([, name = '']) =>
      codesIn(alias(name)),
    ),
  ];
  const members = text.split('export interface MethodErrors')[1] ?? '';
  const rows = [...members.matchAll(/'(\w+\.\w+)':([^;]+);/g)];
  return new Map(rows.map(([, name = '', union = '']) => [name, codesIn(union)]));
}

/** What is never provoked here, with the reason. */
const unprovoked: Record<string, string> = {
  unavailable: 'an embedded file is never away; packages/db brings it about by locking it',
};

/** What takes an app of its own, so that it is tried only where it is declared. */
const slow = ['managed_elsewhere', 'too_many_requests', 'verification_cooldown'];

/** Tokens that the server takes for none; the one that renews is not even valid. */
const madeUp: TokenResponse = {
  access_token: 'made-up',
  refresh_token: '',
  token_type: 'Bearer',
  expires_in: 900,
  scope: '',
};

const broken = () => {
  throw new Error('The store is broken');
};
/** Sends with this Authorization header, whatever the client says. */
const authorizedBy =
  (authorization?: string): NonNullable<Way['fetch']> =>
  (url, init) => {
    const headers = new Headers(init.headers);
    headers.delete('authorization');
    if (authorization) headers.set('authorization', authorization);
    return fetch(url, { ...init, headers });
  };

/** How calls fail on the way to the server and back. */
const ways: Record<string, Way> = {
  network: { fetch: () => Promise.reject(new TypeError('fetch failed')) },
  timeout: { fetch: () => new Promise(() => {}), timeout: 1 },
  aborted: { call: { signal: AbortSignal.abort() } },
  unexpected_response: { fetch: async () => new Response('<h1>Sign in</h1>') },
  token_store: { store: { load: broken, save: broken } },
  signed_out: { store: { load: () => null, save: () => {} } },
  'a store of what was never given': { store: { load: () => madeUp, save: () => {} } },
  'a proxy that removes tokens': { fetch: authorizedBy() },
  'a proxy that spoils tokens': { fetch: authorizedBy('Bearer bad') },
  'a large neighbour': {
    beside: (client: ProfileClient) => client.profile.update({ first_name: 'x'.repeat(102_400) }),
  },
};

const atSdk = provocationsAt(throughSdk());
const { malformed_request: _, malformed_if_match: _ofRest, ...atServer } = atSdk;
const legacy = ['missing', 'empty', 'invalid', 'expired', 'inactive', 'scope', 'gone', 'internal'];

let app: TestApp;
let limited: TestApp;
beforeAll(async () => {
  app = await startApp();
  limited = await startApp({ LIMITS: 'refresh=1/1m,sign_up=1000/1h' });
});
afterAll(async () => {
  await app.close();
  await limited.close();
});

/** Everything that calls of a method throw. */
async function provoke(operation: Operation, codes: string[]): Promise<ProfileError[]> {
  const errors: (ProfileError | undefined)[] = [];
  const account = await app.signUp();
  for (const [code, act] of Object.entries(atServer)) {
    if (legacy.includes(code) || (slow.includes(code) && !declares(operation, code))) continue;
    // One sign-out ends the session, and the next needs another.
    const one = operation.name === 'auth.logout' ? await app.signUp() : account;
    errors.push((await act(operation, app, one)).error);
  }
  for (const way of Object.values(ways)) {
    // What is kept must be good once: to be renewed, or to be signed up with.
    const account = await app.signUp();
    const valid = provocationsAt(throughSdk({ refreshToken: account.refresh_token, ...way }));
    errors.push((await valid.invalid_mail_token?.(operation, app, account))?.error);
  }
  if (codes.includes('signed_out')) errors.push(await refusedRenewal(operation));
  return errors.filter((error) => error !== undefined);
}

const declares = ({ meta }: Operation, code: string) => meta.errors?.some((each) => each === code);

/** A call whose token is renewed once too often. */
async function refusedRenewal(operation: Operation): Promise<ProfileError | undefined> {
  const account = await limited.signUp();
  const { refresh_token } = account;
  await limited.rest('POST', '/api/v1/auth/refresh', { body: { refresh_token } });
  const renewing = provocationsAt(throughSdk({ refreshToken: refresh_token }));
  return (await renewing.invalid_token?.(operation, limited, account))?.error;
}

describe('What a method of the SDK throws is what its type says', () => {
  const methods = [...declared()];

  it('of every method', () => {
    const named = operations.map(({ name }) => name).filter((name) => name !== 'legacy.profile');
    expect(methods.map(([name]) => name).sort()).toEqual([...named, 'auth.tokens'].sort());
  });

  it.each(methods)(
    '%s',
    async (name, codes) => {
      const known = operations.find((operation) => operation.name === name);
      const errors = await provoke(known ?? ({ name, meta: {} } as Operation), codes);
      const thrown = new Set(errors.map(({ code }) => code));
      expect([...thrown].sort()).toEqual(codes.filter((code) => !unprovoked[code]).sort());
      for (const error of errors) expect(broughtBy(error)).toEqual(promised(error.code));
    },
    120_000,
  );
});

/** What is there beside the sentence. */
function broughtBy({ code, detail, retryAfter, emailVerification, current }: ProfileError) {
  return {
    code,
    faults: Array.isArray(detail),
    retryAfter: retryAfter !== undefined,
    emailVerification: emailVerification !== undefined,
    current: current !== undefined,
  };
}

/** The same as the types have it: `Brought` in the SDK's `errors.ts`. */
function promised(code: string): ReturnType<typeof broughtBy> {
  return {
    code: code as ProfileError['code'],
    faults: code === 'validation_error',
    retryAfter: ['too_many_requests', 'verification_cooldown', 'busy'].includes(code),
    emailVerification: code === 'verification_cooldown',
    current: code === 'stale_version',
  };
}
