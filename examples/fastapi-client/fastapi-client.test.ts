import { createTestProfileServer } from '@profile/testing';
import { expect, it, onTestFinished } from 'vitest';
import { openAccount } from './account.js';

async function open() {
  const server = await createTestProfileServer();
  onTestFinished(() => server.close());
  const user = await server.createUser();
  return { server, user, account: openAccount(server.url, user.tokens.access_token) };
}

it('the generated client reads, saves, changes the password and asks for the mail', async () => {
  const { server, user, account } = await open();
  expect(await account.read()).toMatchObject({ email: user.email, first_name: null });
  const form = { first_name: 'Ada', phone: '+49 30 901820', timezone: null };
  expect(await account.save(form)).toEqual({ saved: await account.read() });
  expect(await account.read()).toMatchObject({ first_name: 'Ada', phone: '+4930901820' });

  expect(await account.changePassword(user.password, 'quiet-lantern-58-harbor')).toBe(true);
  await server.clock.advance({ minutes: 1 });
  expect(await account.sendVerification()).toBe(true);
  const { code } = await server.inbox.wait(user.email, { kind: 'verify-email' });
  expect(code).toMatch(/^\d{6}$/);
});

it('faults come where FastAPI has them', async () => {
  const { account } = await open();
  expect(await account.save({ first_name: '', locale: 7 as never })).toEqual({
    faults: {
      first_name: 'String should have at least 1 character',
      locale: 'Input should be a valid string',
    },
  });
});

it('an expired token is the 401 that it was', async () => {
  const { server, account } = await open();
  await server.clock.advance({ minutes: 15 });
  const thrown = (await account.read().catch((error) => error)) as {
    status: number;
    error: object;
  };
  expect(thrown.status).toBe(401);
  expect(thrown.error).toMatchObject({ detail: 'Invalid or expired token' });
});
