import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../testing/app.js';
import { basic, postForm } from '../testing/form.js';

const secret = 's'.repeat(32);
let app: TestApp;
beforeAll(async () => {
  app = await startApp({
    RESOURCE_SERVERS: JSON.stringify([{ client_id: 'billing', client_secret: secret }]),
  });
});
afterAll(() => app.close());

const path = '/oauth/revoke';
const revoke = (token: string, more = {}) => postForm(app, path, { token, ...more });
const reading = async (token: string) => (await app.rest('GET', '/api/v1/me', { token })).status;
const refreshed = (refresh_token: string) =>
  postForm(app, '/oauth/token', { grant_type: 'refresh_token', refresh_token });

describe('Revoking', () => {
  it.each([
    ['access_token', undefined],
    ['access_token', 'access_token'],
    ['access_token', 'refresh_token'],
    ['refresh_token', undefined],
    ['refresh_token', 'access_token'],
    ['refresh_token', 'saml2_assertion'],
  ] as const)('the %s with the hint %s ends its session and no other', async (kind, hint) => {
    const account = await app.signUp();
    const stranger = await app.signUp();
    const { status, text, headers } = await revoke(account[kind], {
      client_id: 'profile',
      ...(hint && { token_type_hint: hint }),
    });
    expect([status, text, headers.get('cache-control')]).toEqual([200, '', 'no-store']);
    expect(await reading(account.access_token)).toBe(401);
    expect((await refreshed(account.refresh_token)).body.error).toBe('invalid_grant');
    expect(await reading(stranger.access_token)).toBe(200);
    // A second time changes nothing and says nothing.
    expect((await revoke(account[kind])).status).toBe(200);
  });

  it('a refresh token that was used before ends what came of it', async () => {
    const { refresh_token } = await app.signUp();
    const { body } = await refreshed(refresh_token);
    expect((await revoke(refresh_token)).status).toBe(200);
    expect(await reading(String(body.access_token))).toBe(401);
  });

  it('what is not ours, expired or made up is 200 and does nothing', async () => {
    const account = await app.signUp();
    const [head, payload, signature = ''] = account.access_token.split('.');
    const [id, generation] = account.refresh_token.split('.');
    for (const token of [
      'x',
      `${head}.${payload}.${[...signature].reverse().join('')}`,
      `${id}.${generation}.${'A'.repeat(43)}`,
      `${account.refresh_token} `,
      String(id),
      '\0',
      'a'.repeat(90_000),
      '.'.repeat(90_000),
    ]) {
      const { status, text } = await revoke(token);
      expect([status, text]).toEqual([200, '']);
    }
    app.clock.time += 901_000;
    expect((await revoke(account.access_token)).status).toBe(200);
    expect((await refreshed(account.refresh_token)).status).toBe(200);
  });

  it('needs a token, and is not for resource servers', async () => {
    const account = await app.signUp();
    const cases: [Promise<Awaited<ReturnType<typeof revoke>>>, number, string][] = [
      [postForm(app, path, { token_type_hint: 'access_token' }), 400, 'invalid_request'],
      [postForm(app, path, `token=${account.access_token}&token=x`), 400, 'invalid_request'],
      [postForm(app, `${path}?token=${account.access_token}`, ''), 400, 'invalid_request'],
      [revoke(account.access_token, { client_id: 'billing' }), 401, 'invalid_client'],
      [
        postForm(
          app,
          path,
          { token: account.access_token },
          { authorization: basic('billing', secret) },
        ),
        400,
        'unauthorized_client',
      ],
    ];
    for (const [sent, status, error] of cases) {
      const answer = await sent;
      expect([answer.status, answer.body.error]).toEqual([status, error]);
    }
    expect(await reading(account.access_token)).toBe(200);
  });
});
