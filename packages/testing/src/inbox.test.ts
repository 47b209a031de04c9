import { createTestProfileServer } from '@profile/testing';
import { describe, expect, it, onTestFinished } from 'vitest';

async function start() {
  const server = await createTestProfileServer({ listen: false });
  onTestFinished(() => server.close());
  const forgot = (login: string) =>
    server.fetch('/api/v1/auth/forgot-password', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: login }),
    });
  return { ...server, forgot };
}

describe('the inbox', () => {
  it('has what a mail says, and what one does with it', async () => {
    const { createUser, inbox, url, clock } = await start();
    const { email } = await createUser({ email: 'ada@example.com' });
    const mail = await inbox.latest('ADA@example.com');
    expect(mail).toMatchObject({
      to: email,
      kind: 'verify-email',
      subject: 'Confirm your email address',
      date: clock.now(),
      code: expect.stringMatching(/^\d{6}$/),
      links: [`${url}/account/verify-email?token=${mail?.token}`],
    });
    expect(mail?.text).toContain(mail?.code);
    expect(mail?.html).toContain('<html');
    expect(await inbox.latest('nobody@example.com')).toBeUndefined();
  });

  it('gives the newest, or the newest of a kind', async () => {
    const { createUser, inbox, forgot } = await start();
    const { email } = await createUser();
    await forgot(email);
    expect((await inbox.all(email)).map(({ kind }) => kind)).toEqual([
      'verify-email',
      'reset-password',
    ]);
    expect((await inbox.latest(email))?.kind).toBe('reset-password');
    expect((await inbox.latest(email))?.code).toBeUndefined();
    expect((await inbox.latest(email, { kind: 'verify-email' }))?.kind).toBe('verify-email');
  });

  it('gives whoever waits each mail once, also one that is yet to come', async () => {
    const { createUser, inbox, forgot, clock } = await start();
    const { email } = await createUser();
    expect((await inbox.wait(email)).kind).toBe('verify-email');
    const next = inbox.wait(email, { kind: 'reset-password' });
    const later = inbox.wait(email, { kind: 'reset-password' });
    await forgot(email);
    const first = await next;
    await clock.advance({ hours: 1 });
    await forgot(email);
    expect((await later).token).not.toBe(first.token);
  });

  it('says what came instead when nothing does', async () => {
    const { createUser, inbox } = await start();
    const { email } = await createUser();
    await inbox.wait(email);
    await expect(inbox.wait(email, { kind: 'reset-password', timeout: 1 })).rejects.toThrow(
      `No new mail of kind reset-password to ${email} within 1 ms; so far: verify-email to ${email}`,
    );
  });
});
