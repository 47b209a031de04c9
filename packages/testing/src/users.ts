import type { Inbox, NewTestUser, TestProfileServer, TestUser } from './interface.js';

/** Signs people up at a server as any app does. */
export function createUsers(fetch: TestProfileServer['fetch'], inbox: Inbox) {
  let made = 0;

  async function post<T>(path: string, body: object, token?: string): Promise<T> {
    const response = await fetch(`/api/v1/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    if (response.ok) return (await response.json()) as T;
    throw new Error(`${path} answered ${response.status} ${await response.text()}`);
  }

  return async ({ verified = false, ...given }: NewTestUser = {}): Promise<TestUser> => {
    const username = `person-${++made}`;
    const user = {
      username,
      email: `${given.username ?? username}@example.com`,
      password: 'violet-anchor-73-mosaic',
      ...given,
    };
    const tokens = await post<Partial<TestUser['tokens']>>('auth/register', user);
    if (!hasTokens(tokens)) {
      throw new Error('With PRIVATE_SIGN_UP nobody is signed in by signing up; use the inbox');
    }
    if (verified) {
      await inbox.latest(user.email);
      // There by now; and taken out, since the test has no reason to expect it.
      const { code } = await inbox.wait(user.email, { kind: 'verify-email' });
      await post('me/verify-email/confirm', { code }, tokens.access_token);
    }
    const [, payload = ''] = tokens.access_token.split('.');
    const { sub } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub: string };
    return { id: sub, ...user, tokens };
  };
}

function hasTokens(tokens: Partial<TestUser['tokens']>): tokens is TestUser['tokens'] {
  return typeof tokens.access_token === 'string';
}
