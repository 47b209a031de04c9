import type { Explanation } from './explanations.js';

/** The failures that the client for TypeScript finds by itself, by their codes. */
export const clientExplanations = {
  invalid_url: {
    happened: 'The `url` that `createProfileClient` was given is not the address of a server.',
    client: 'Give the origin of the server, such as `https://accounts.example.com`.',
  },
  network: {
    happened: 'There was no answer: no connection, or it broke.',
    client: 'Try again; what was sent may have been done nevertheless.',
    operator:
      'Check the address, that the server runs, and for clients in browsers that `CORS_ORIGINS` names the origin of the page.',
  },
  timeout: {
    happened: 'There was no answer within the `timeout`, of 30 seconds if nothing else was said.',
    client: 'Try again; what was sent may have been done nevertheless.',
  },
  aborted: {
    happened: 'The `signal` of the call ended it.',
    client: 'Nothing, it was your own doing; what was sent may have been done nevertheless.',
  },
  unexpected_response: {
    happened:
      'The answer is not what a Profile server of this version says: it is from a proxy, a sign-in page or another program, or the server is newer or older than the client. The message says what it was.',
    client: 'Check the `url`, and update the older of client and server.',
    operator:
      'See that proxies before the server pass `/trpc` through as it is, and how they answer when they limit or fail.',
  },
  signed_out: {
    happened:
      'Nobody is signed in, or the session has ended: signed out elsewhere, expired, ended by a new password. Then its `cause` is the `invalid_refresh_token` of the server, and the tokens are forgotten.',
    client: 'Show the page to sign in.',
  },
  token_store: {
    happened:
      'The `store` that the client was given failed, with its error as the `cause`, or it gave something else than tokens.',
    client: 'Mend the store; browsers refuse some when cookies are blocked or space runs out.',
  },
} satisfies Record<string, Explanation>;
