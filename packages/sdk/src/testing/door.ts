import { serverErrors } from '../contract.generated.js';
import type { ProfileClientOptions, TokenResponse } from '../index.js';

/** One call as the server sees it. */
interface Call {
  path: string;
  input: unknown;
  token: string | undefined;
}

interface Refusal {
  code: string;
  status?: number;
  detail?: unknown;
  retry_after?: number;
  [more: string]: unknown;
}

/** What a handler throws to have the server refuse the call. */
export function refusal(code: string, more: Partial<Refusal> = {}): Refusal {
  return { code, ...more };
}

type Handler = (call: Call) => unknown;

/** The server's tRPC door in a few lines, to be given to a client as its `fetch`. */
export function createDoor(handlers: Record<string, Handler>) {
  /** The paths of each request; a batch has several. */
  const requests: string[][] = [];

  const fetch: NonNullable<ProfileClientOptions['fetch']> = async (address, init) => {
    init.signal?.throwIfAborted();
    const { pathname, searchParams } = new URL(address);
    const paths = pathname.slice('/trpc/'.length).split(',');
    requests.push(paths);
    const batch = searchParams.has('batch');
    const body = JSON.parse(String(init.body ?? searchParams.get('input') ?? '{}'));
    const token = new Headers(init.headers).get('authorization')?.slice('Bearer '.length);
    const answers = await Promise.all(
      paths.map(async (path, i) => {
        const call = { path, token, input: batch ? body[i] : body };
        return answer(call, handlers[path] ?? (() => Promise.reject(refusal('not_found'))));
      }),
    );
    init.signal?.throwIfAborted();
    return Response.json(batch ? answers : answers[0], {
      headers: { 'x-request-id': `req-${requests.length}` },
    });
  };

  /** How many calls went to a procedure, whatever requests they came in. */
  const count = (path: string) => requests.flat().filter((each) => each === path).length;
  return { fetch, requests, count };
}

/** In the shape of `trpc.ts` in the api. */
async function answer(call: Call, handler: Handler) {
  try {
    return { result: { data: await handler(call) } };
  } catch (thrown) {
    const { code, status, detail, retry_after, ...more } = thrown as Refusal;
    const httpStatus = status ?? serverErrors[code as keyof typeof serverErrors];
    const error = { detail: detail ?? `The server says ${code}`, code, ...more };
    const data = { code: 'ANY', httpStatus, path: call.path, error };
    return {
      error: {
        message: 'any',
        code: -32000,
        data: { ...data, ...(retry_after && { retry_after }) },
      },
    };
  }
}

/** The tokens of the nth renewal, where 0 is the sign-in. */
export const tokensOf = (n: number, name = 'ada'): TokenResponse => ({
  access_token: `access-${name}-${n}`,
  token_type: 'Bearer',
  expires_in: 900,
  refresh_token: `refresh-${name}-${n}`,
  scope: 'profile:read',
});

/** A door whose sessions expire when told to; each profile bears the name of its session. */
export function createSessionDoor(more: Record<string, Handler> = {}) {
  let newest = 0;
  let ended = false;
  const good = new Set([tokensOf(0).access_token]);

  const guarded =
    (handler: Handler): Handler =>
    (call) => {
      if (!call.token || !good.has(call.token)) throw refusal('invalid_token');
      return handler(call);
    };
  const door = createDoor({
    'profile.get': guarded(({ token }) => ({ username: token?.split('-')[1], version: 1 })),
    'profile.update': guarded(({ token }) => ({ username: token?.split('-')[1], version: 2 })),
    'auth.logout': guarded(() => {
      ended = true;
      good.clear();
    }),
    'auth.login': ({ input }) => {
      const tokens = tokensOf(0, (input as { login: string }).login);
      good.add(tokens.access_token);
      return tokens;
    },
    'auth.refresh': ({ input }) => {
      const { refresh_token } = input as { refresh_token: string };
      if (ended || refresh_token !== tokensOf(newest).refresh_token) {
        throw refusal('invalid_refresh_token');
      }
      newest += 1;
      good.add(tokensOf(newest).access_token);
      return tokensOf(newest);
    },
    ...more,
  });
  return {
    ...door,
    /** Has every access token expire. */
    expire: () => good.clear(),
    /** Ends the session, as a password change elsewhere does. */
    end() {
      ended = true;
      good.clear();
    },
    /** Renews the tokens behind the client's back, as another tab does. */
    renew() {
      newest += 1;
      good.add(tokensOf(newest).access_token);
      return tokensOf(newest);
    },
  };
}
