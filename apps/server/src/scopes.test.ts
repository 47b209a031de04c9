import { scopes } from '@profile/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from './procedures.js';
import { password, startApp, type TestApp } from './testing/app.js';

/** What each operation asks of a token; an operation that isn't here is one nobody decided about. */
const needed: Record<string, string | null> = {
  'auth.register': null,
  'auth.login': null,
  'auth.refresh': null,
  'auth.logout': 'any',
  'auth.forgotPassword': null,
  'auth.resetPassword': null,
  'profile.get': 'profile:read',
  'profile.update': 'profile:write',
  'profile.setAvatar': 'profile:write',
  'profile.removeAvatar': 'profile:write',
  'password.change': 'account:security',
  'email.verification': 'profile:read',
  'email.requestVerification': 'profile:write',
  'email.confirmVerification': 'profile:write',
  'email.change': 'account:security',
  'email.cancelChange': 'account:security',
  'email.undoChange': null,
  'sessions.list': 'account:security',
  'sessions.revoke': 'account:security',
  'legacy.profile': 'profile:read',
};

let app: TestApp;
let email: string;
beforeAll(async () => {
  app = await startApp();
  ({ email } = await app.signUp());
});
afterAll(() => app.close());

const post = (path: string, body: object) => app.rest('POST', `/api/v1/auth/${path}`, { body });
const signIn = (scope?: string) => post('login', { login: email, password, scope });

it('Every operation says what it needs of a token', () => {
  const said = operations.map(({ name, meta }) => [
    name,
    meta.scope ?? (meta.signedIn ? 'any' : null),
  ]);
  expect(Object.fromEntries(said)).toEqual(needed);
});

describe.each(scopes)('A token with %s alone', (scope) => {
  it.each(operations)('at $name', async ({ name, type, meta }) => {
    const token = String((await signIn(scope)).body.access_token);
    const { method, path, tags } = meta.openapi;
    // Without a body what is let in is a bad request at most, so that nothing changes.
    const rest = await app.rest(method, path.replace('{id}', 'ses_x'), { token });
    const answers = [rest];
    if (!tags?.includes('Legacy') && !meta.upload) {
      answers.push(await app.rpc(name, type === 'query' ? undefined : '', token));
    }
    const lacks = meta.scope && meta.scope !== scope;
    for (const { status, headers } of answers) {
      expect(status === 403).toBe(Boolean(lacks));
      if (!lacks) continue;
      const challenge = `Bearer error="insufficient_scope", scope="${meta.scope}"`;
      if (!tags?.includes('Legacy')) expect(headers.get('www-authenticate')).toBe(challenge);
    }
  });
});

describe('A client', () => {
  it.each([
    [undefined, scopes.join(' ')],
    ['profile:read', 'profile:read'],
    ['account:security profile:read', 'profile:read account:security'],
  ])('that asks for %s at sign-in is granted %s', async (scope, granted) => {
    expect((await signIn(scope)).body.scope).toBe(granted);
  });

  it('that was granted less gets never more at refresh, though it may ask for less in between', async () => {
    const { body } = await signIn('profile:read profile:write');
    let refresh_token = String(body.refresh_token);
    for (const scope of ['account:security', scopes.join(' '), 'admin']) {
      expect((await post('refresh', { refresh_token, scope })).status).toBe(422);
    }
    for (const [scope, granted] of [
      ['profile:write', 'profile:write'],
      [undefined, 'profile:read profile:write'],
    ]) {
      const { body } = await post('refresh', { refresh_token, scope });
      expect(body.scope).toBe(granted);
      refresh_token = String(body.refresh_token);
    }
  });
});
