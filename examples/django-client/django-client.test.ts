import { createProfileClient, memoryTokenStore } from '@profile/sdk';
import { createTestProfileServer } from '@profile/testing';
import { expect, it, onTestFinished } from 'vitest';
import { fetchUser, greeting, SignInAgain } from './account.js';

async function open() {
  const server = await createTestProfileServer({ now: new Date('2026-03-10T12:00:00Z') });
  onTestFinished(() => server.close());
  const user = await server.createUser({ username: 'ada' });
  const access = user.tokens.access_token;
  const store = memoryTokenStore(user.tokens);
  return { server, user, access, client: createProfileClient({ url: server.url, store }) };
}

it('the app shows whom it showed before', async () => {
  const { server, user, access, client } = await open();
  const before = await fetchUser(server.url, access);
  expect(before).toMatchObject({ id: 1, email: user.email, first_name: '', is_staff: false });
  expect(greeting(before)).toBe('ada, with us since 2026');

  await client.profile.update({ first_name: 'Ada', last_name: 'Lovelace', phone: '+4930901820' });
  const after = await fetchUser(server.url, access);
  expect(after.number_phone).toBe('30901820');
  expect(greeting(after)).toBe('Ada Lovelace, with us since 2026');
});

it('the app sends to the sign-in whom it sent there before', async () => {
  const { server, access } = await open();
  const refused = (token: string | null) => fetchUser(server.url, token).catch((error) => error);
  expect(await refused(null)).toEqual(
    new SignInAgain('Authentication credentials were not provided.'),
  );
  expect(await refused('made-up')).toEqual(new SignInAgain('Token is invalid'));
  await server.clock.advance({ minutes: 15 });
  expect(await refused(access)).toEqual(new SignInAgain('Token is expired'));
});
