import type { ProfileClientOptions } from '../index.js';
import { createSessionDoor, tokensOf } from './door.js';

type Fetch = NonNullable<ProfileClientOptions['fetch']>;

const failure = (status: number, code: string) =>
  Response.json({ detail: `The server says ${code}`, code }, { status });

/** A session door whose refresh tokens live in the cookie of one browser, which all tabs share. */
export function createCookieDoor() {
  const door = createSessionDoor();
  const jar: { cookie?: string | undefined } = {};
  const requests: string[] = [];

  /** As the tRPC door answers, with no refresh token in it; `with` is what the door is to be asked. */
  async function ask(path: string, input: unknown, init: RequestInit): Promise<Response> {
    const body = JSON.stringify(input);
    const response = await door.fetch(`http://profile.test/trpc/${path}`, { ...init, body });
    const { result, error } = (await response.json()) as {
      result?: { data?: { refresh_token?: string } };
      error?: { data: { httpStatus: number; error: { code: string } } };
    };
    if (error) {
      if (path === 'auth.refresh') jar.cookie = undefined;
      return failure(error.data.httpStatus, error.data.error.code);
    }
    if (path === 'auth.logout') {
      jar.cookie = undefined;
      return new Response(null, { status: 204 });
    }
    const { refresh_token, ...tokens } = result?.data ?? {};
    jar.cookie = refresh_token;
    return Response.json(tokens);
  }

  const fetch: Fetch = async (address, init) => {
    const { pathname } = new URL(address);
    requests.push(pathname);
    const name = /^\/api\/v1\/auth\/(\w+)$/.exec(pathname)?.[1];
    if (name === undefined) return door.fetch(address, init);
    if (init.credentials !== 'include') return failure(401, 'invalid_refresh_token');
    const { token_delivery, ...input } = JSON.parse(String(init.body));
    if (name === 'logout') return ask('auth.logout', input, init);
    if (token_delivery !== 'cookie') return failure(422, 'validation_error');
    if (name === 'login') return ask('auth.login', input, init);
    const refresh_token = jar.cookie;
    if (refresh_token === undefined) return failure(401, 'invalid_refresh_token');
    return ask('auth.refresh', { ...input, refresh_token }, init);
  };
  return { ...door, fetch, jar, requests, tokensOf };
}
