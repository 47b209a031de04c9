// What each method of the client may fail with, from what the router says of each procedure.
import { restRouter } from '@profile/api';

/** Any call that asks the server. */
export const common = [
  'network',
  'timeout',
  'aborted',
  'unexpected_response',
  'internal_error',
  'busy',
  'unavailable',
];

/** A call with the session's token; the limit is that of the renewal. */
export const session = [
  'signed_out',
  'token_store',
  'not_authenticated',
  'invalid_token',
  'too_many_requests',
];

/** What a method doesn't pass on: a header of REST, and what the session turns into `signed_out`. */
const unheard = ['malformed_if_match', 'invalid_refresh_token'];

/** By the method: its own codes first, then what its input, its token and its store bring. */
export const methodErrors = Object.fromEntries(
  Object.entries(restRouter._def.procedures)
    .filter(([name]) => !name.startsWith('legacy.'))
    .map(([name, { _def }]) => [name, codesOf(name, _def)]),
);

function codesOf(name, { meta, inputs, type }) {
  const own = (meta.errors ?? [])
    .filter((code) => !unheard.includes(code))
    // Who was given a cookie may use it; else it is the cause of `signed_out`.
    .filter((code) => code !== 'origin_not_allowed' || meta.cookie === 'gives');
  // It takes its input from the store.
  if (name === 'auth.refresh') return { own: [...own, 'signed_out', 'token_store'] };
  const input = inputs.length > 0;
  // Mutations of one tick are one request, of which another may be what is too large.
  const large = input || (meta.signedIn && type === 'mutation');
  const stores = name === 'auth.register' || name === 'auth.login';
  return {
    own: [
      ...own,
      ...(meta.scope ? ['insufficient_scope'] : []),
      ...(input ? ['validation_error'] : []),
      ...(large ? ['body_too_large'] : []),
      ...(stores ? ['token_store'] : []),
    ],
    signedIn: meta.signedIn,
  };
}

/** The server's codes that reach the client, one of them as the cause of `signed_out`. */
export const heard = new Set([
  'invalid_refresh_token',
  ...common,
  ...session,
  ...Object.values(methodErrors).flatMap(({ own }) => own),
]);
