import type { ErrorCode } from './errors.js';

/** What the reference says of an error. */
export interface Explanation {
  /** What happened. */
  happened: string;
  /** What whoever wrote or uses the client does about it. */
  client: string;
  /** What whoever runs the server does about it, where that is up to them. */
  operator?: string;
}

export const explanations: Record<ErrorCode, Explanation> = {
  malformed_request: {
    happened:
      'The request could not be read: its body is not UTF-8, a header is not valid, or over tRPC the call is not one.',
    client: 'Send JSON in UTF-8. Sending the same again gives the same answer.',
    operator: 'When it comes from a client that is sound, look for a proxy that rewrites bodies.',
  },
  malformed_if_match: {
    happened: 'The header `If-Match` is neither `*` nor a list of quoted entity tags.',
    client: 'Send the `ETag` of the answer as it was given, with its quotes: `If-Match: "7"`.',
  },
  invalid_current_password: {
    happened: 'The current password that was sent along is not the one of the account.',
    client:
      'Ask for it again. After ten tries in 15 minutes `too_many_requests` follows, and whoever forgot it can choose a new one with a mailed link.',
  },
  invalid_mail_token: {
    happened:
      'The token or the code of a mail is unknown, used, expired, or of another account; or a newer mail has replaced it.',
    client: 'Offer to send another mail.',
    operator:
      'When it happens to many, see that mails arrive before `VERIFY_EMAIL_TTL` is over; `profile mail list` says what became of them.',
  },
  not_authenticated: {
    happened: 'The request has no bearer token.',
    client: 'Sign in, and send `Authorization: Bearer <access token>`.',
    operator:
      'When clients do send it, a proxy before the server removes the header `Authorization`, or uses it for a password of its own.',
  },
  invalid_token: {
    happened:
      'The access token is no good: expired, of a session that has ended, of an account that is deactivated or gone, signed by a key that is unknown, or meant for somebody else.',
    client:
      'Refresh once and repeat the request; when the refresh is refused too, sign in. The client for TypeScript does so by itself.',
    operator:
      'When fresh tokens are refused, compare the clocks of the replicas, and their `PUBLIC_URL`, `AUDIENCE` and `SECRET`; `profile doctor` looks at the clock, and whether `SECRET` opens the keys.',
  },
  invalid_credentials: {
    happened:
      'There is no account with this login, or the password is not its own, or the account is deactivated; with `PRIVATE_SIGN_UP` also when the first sign-in lacks what was mailed. The answer is the same for all of them.',
    client: 'Show that login or password are wrong, without saying which.',
    operator: '`profile user show <login>` says whether there is such an account, and its state.',
  },
  invalid_refresh_token: {
    happened:
      'The refresh token is no good: expired, of a session that has ended, or used before. A replay ends the session, except of the last one for `REFRESH_GRACE`.',
    client:
      'Sign in. Keep only the newest refresh token, and let one place refresh at a time: each works once.',
    operator: 'Clients that often lose answers need a longer `REFRESH_GRACE`.',
  },
  insufficient_scope: {
    happened:
      'The access token is good, but was granted without the scope that this needs; the header `WWW-Authenticate` names it.',
    client: 'Sign in asking for that scope, or leave `scope` out, which asks for all.',
    operator: 'Tokens of a trusted issuer have the scopes that the issuer puts into them.',
  },
  origin_not_allowed: {
    happened:
      'The refresh cookie was to be used or given out, and the header `Origin` is neither `PUBLIC_URL` nor in `CORS_ORIGINS`, or there is none. Nothing was done, and the cookie stays as it is.',
    client:
      'Call from a page of an origin that the server knows. What is no browser keeps its refresh token itself, and leaves `token_delivery` out.',
    operator:
      'Put the origin of the app into `CORS_ORIGINS`, with its scheme and port, and compare `PUBLIC_URL` with what people see in their browsers.',
  },
  not_found: {
    happened: 'There is nothing at this path, or no procedure of this name.',
    client: 'Compare the path with this reference.',
    operator:
      'When a path of this reference is not found, the server is older than it, or a proxy adds or removes a part of the path.',
  },
  method_not_allowed: {
    happened: 'The path exists, but not with this method; the header `Allow` has those it takes.',
    client: 'Use one of them.',
  },
  email_taken: {
    happened:
      'Another account has this address, whatever its case; or had it until lately, and may still take it back.',
    client: 'Offer to sign in, or to choose a new password.',
    operator:
      'Who has an account can be asked this way; `PRIVATE_SIGN_UP=true` answers everyone alike.',
  },
  username_taken: {
    happened: 'Another account has this username, whatever its case.',
    client: 'Ask for another, or leave it out: then one is made up.',
  },
  managed_elsewhere: {
    happened:
      'The account is signed in by a trusted issuer, which keeps its password and its sessions.',
    client: 'Send people to that identity provider for it.',
  },
  stale_version: {
    happened: 'Somebody has changed the profile since the version that was read.',
    client:
      'Read it again, apply the change to what is there now, and retry. Given a function, `profile.update` of the client for TypeScript does so.',
  },
  body_too_large: {
    happened: 'The body of the request is over 100 KB, or a picture over 5 MB.',
    client: 'Send less. Over tRPC it is the whole request that counts, with all the calls in it.',
  },
  validation_error: {
    happened:
      'The request is understood, but not valid. `detail` lists every fault at once, each with the rule (`type`), the field (`loc`) and a sentence (`msg`).',
    client: 'Show each `msg` at its field. Sending the same again gives the same answer.',
  },
  too_many_requests: {
    happened:
      'A limit is reached: of tries to sign in, sign-ups, refreshes, tries at a password or a mailed code, mails, or pictures.',
    client: 'Wait for as many seconds as `Retry-After` says.',
    operator:
      '`LIMITS` changes them. When strangers share a limit, the server sees the address of a proxy: set `TRUST_PROXY`.',
  },
  verification_cooldown: {
    happened:
      'A verification mail was sent a moment ago. `email_verification` says to which address, and from when another can be asked for.',
    client: 'Say that a mail is on its way, and offer another after `resend_available_at`.',
    operator: '`VERIFY_EMAIL_COOLDOWN` is how long that takes.',
  },
  internal_error: {
    happened: 'The server failed in a way that it did not foresee.',
    client:
      'Try again once, later. If it stays, tell whoever runs the server the `X-Request-Id` of the answer.',
    operator:
      'The line `internal error` of the log with that `id` has the error and where it happened.',
  },
  busy: {
    happened:
      'More requests have come, more passwords are waiting to be hashed, or more pictures to be processed, than the server can do in time.',
    client: 'Wait for as many seconds as `Retry-After` says, and try again. Nothing was done.',
    operator:
      'It hashes on all cores at once, and lets requests that take long wait for their turn, for two seconds at most: when it happens without an attack, give it more cores, or start another server.',
  },
  unavailable: {
    happened:
      'The database is away, or did not answer in time. Of a picture: this server can’t process any, as the sentence then says.',
    client:
      'Wait for as many seconds as `Retry-After` says, and try again. A change may have been made nevertheless: read before you repeat one that must not happen twice.',
    operator:
      '`/readyz` says so too. Look at the database; `profile doctor` says what it sees. For pictures, install the dependencies anew, with the optional ones: the log has why `sharp` could not be loaded.',
  },
};
