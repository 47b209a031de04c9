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

  it('says of a username that it is taken, whatever the address', async () => {
    await register({ email: 'kim@example.com', username: 'kim', password });
    for (const email of ['kim@example.com', 'free@example.com']) {
      const { status, body } = await register({ email, username: 'KIM', password });
      expect([status, body.code]).toEqual([409, 'username_taken']);
    }
  });

  it('does not touch the account whose address somebody types, and its owner signs in', async () => {
    await register({ email: 'lee@example.com', password });
    await register({ email: 'lee@example.com', password: 'quiet-lantern-58-harbor' });
    const login = (secret: string) =>
      app.rest('POST', '/api/v1/auth/login', {
        body: { login: 'lee@example.com', password: secret },
      });
    expect((await login('quiet-lantern-58-harbor')).status).toBe(401);
    expect((await login(password)).status).toBe(200);
  });
});
