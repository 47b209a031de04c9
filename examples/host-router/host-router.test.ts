import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, expectTypeOf, it, onTestFinished } from 'vitest';
import { createClient, messagesOf } from './client.js';
import { createHost } from './server.js';
import { createSessions } from './sessions.js';

async function start() {
  const grace = { id: '7', name: 'Grace Hopper', email: 'grace@example.com' };
  const { server, close } = await createHost({
    sessions: createSessions([{ ...grace, password: 'cobol' }]),
    database: { url: ':memory:' },
    secret: 'at least thirty-two random characters',
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(close);
  return createClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

it('whoever the host has signed in has a profile, beside what is the host’s', async () => {
  const trpc = await start();
  await trpc.login.mutate({ email: 'grace@example.com', password: 'cobol' });
  const [lunch, profile] = await Promise.all([trpc.lunch.query(), trpc.profile.get.query()]);
  expect(lunch).toBe('Soup');
  expect(profile).toMatchObject({ email: 'grace@example.com', email_verified: true, version: 1 });
  expectTypeOf(profile.phone).toEqualTypeOf<string | null>();

  const patch = { phone: '+1 202 555 0143', locale: 'en-us', expected_version: profile.version };
  const changed = await trpc.profile.update.mutate(patch);
  expect(changed).toMatchObject({ phone: '+12025550143', locale: 'en-US', version: 2 });
  expect(await trpc.profile.get.query()).toEqual(changed);
});

it('what is refused says so in types', async () => {
  const trpc = await start();
  const refused = async (call: Promise<unknown>) => call.then(() => undefined, messagesOf);
  expect(await trpc.lunch.query()).toBe('For guests: bread');
  expect(await refused(trpc.profile.get.query())).toEqual({ form: 'Not authenticated' });
  const wrong = { email: 'grace@example.com', password: 'fortran' };
  expect(await refused(trpc.login.mutate(wrong))).toEqual({ form: 'UNAUTHORIZED' });

  await trpc.login.mutate({ ...wrong, password: 'cobol' });
  expect(await refused(trpc.profile.update.mutate({ first_name: '', timezone: 'Mars' }))).toEqual({
    first_name: 'String should have at least 1 character',
    timezone: expect.stringContaining('Value error'),
  });
  const stale = trpc.profile.update.mutate({ first_name: 'Grace', expected_version: 9 });
  expect(await refused(stale)).toEqual({
    form: 'The profile has changed since you read it; read it again and retry',
  });
  // @ts-expect-error No field of a profile.
  await refused(trpc.profile.update.mutate({ nickname: 'Amazing' }));
});
