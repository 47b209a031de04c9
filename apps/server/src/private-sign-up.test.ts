import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { password, startApp, type TestApp } from './testing/app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ PRIVATE_SIGN_UP: 'true' });
});
afterAll(() => app.close());

const register = (body: object) => app.rest('POST', '/api/v1/auth/register', { body });

/** The kinds of the mails that wait for an address. */
async function mails(address: string): Promise<string[]> {
  const due = await app.store.outbox.take(
    '2027-01-01T00:00:00.000Z',
    '2026-01-01T00:00:00.000Z',
    50,
  );
  return due.filter((mail) => mail.address === address).map(({ kind }) => kind);
}

describe('With PRIVATE_SIGN_UP', () => {
  it('a free and a taken address are answered alike, and only the mail differs', async () => {
    const email = 'ada@example.com';
    const answers = [];
    for (const address of [email, email, 'ADA@example.com', 'bob@example.com']) {
      answers.push(await register({ email: address, password }));
    }
    for (const { status, text, headers } of answers) {
      expect([status, text]).toEqual([202, '{"status":"accepted"}']);
      const names = [...headers.keys()];
      expect(names).toEqual([...(answers[0]?.headers.keys() ?? [])]);
    }
    // The owner is told once an hour, whoever tries how often.
    expect(await mails(email)).toEqual(['verify-email', 'account-exists']);
    expect(await mails('bob@example.com')).toEqual(['verify-email']);
  });

  it('is the same over tRPC, and validation still says what is wrong', async () => {
    const { body } = await app.rpc('auth.register', { email: 'eve@example.com', password });
    expect(body).toEqual({ result: { data: { status: 'accepted' } } });
    expect((await register({ email: 'ada@example.com', password: 'password1' })).status).toBe(422);
  });

  it('says of a username that it is taken, whatever the address, once somebody proved to be it', async () => {
    const kim = { email: 'kim@example.com', username: 'kim', password };
    expect((await register(kim)).status).toBe(202);
    expect((await register({ ...kim, email: 'other@example.com' })).status).toBe(202);
    const token = await app.mailedToken(kim.email, 'verify-email');
    const body = { login: kim.email, password, token };
    expect((await app.rest('POST', '/api/v1/auth/login', { body })).status).toBe(200);
    for (const email of [kim.email, 'free@example.com']) {
      const { status, body } = await register({ email, username: 'KIM', password });
      expect([status, body.code]).toEqual([409, 'username_taken']);
    }
  });

  it('lets nobody in before the mail came back, and then its owner, whatever others typed', async () => {
    const email = 'lee@example.com';
    await register({ email, password });
    await register({ email, password: 'quiet-lantern-58-harbor' });
    const login = (secret: string, token?: string) =>
      app.rest('POST', '/api/v1/auth/login', { body: { login: email, password: secret, token } });
    const unknown = { login: 'nobody@example.com', password };
    const refused = await app.rest('POST', '/api/v1/auth/login', { body: unknown });
    expect((await login(password)).text).toBe(refused.text);
    const token = await app.mailedToken(email, 'verify-email');
    expect((await login('quiet-lantern-58-harbor', token)).status).toBe(401);
    const signedIn = await login(password, token);
    expect(signedIn.status).toBe(200);
    const me = { token: String(signedIn.body.access_token) };
    expect((await app.rest('GET', '/api/v1/me', me)).body.email_verified).toBe(true);
  });
});
