import { expect, it } from 'vitest';
import { open } from './testing/client.js';
import { createDoor, createSessionDoor, refusal, tokensOf } from './testing/door.js';

it('sends the reading calls of one tick as one request', async () => {
  const door = createDoor({ 'profile.get': () => 'profile', 'email.verification': () => 'state' });
  const { client } = open(door);
  const both = Promise.all([client.profile.get(), client.email.verification()]);
  expect(await both).toEqual(['profile', 'state']);
  expect(door.requests).toEqual([['profile.get', 'email.verification']]);
  await client.profile.get();
  expect(door.requests).toHaveLength(2);
});

it('sends the writing calls of one tick as another', async () => {
  const door = createDoor({
    'profile.get': () => 'profile',
    'profile.update': ({ input }) => input,
    'email.requestVerification': () => 'state',
  });
  const { client } = open(door);
  const all = await Promise.all([
    client.profile.update({ first_name: 'Ada' }),
    client.profile.get(),
    client.email.requestVerification(),
  ]);
  expect(all).toEqual([{ first_name: 'Ada' }, 'profile', 'state']);
  expect(door.requests).toEqual([['profile.update', 'email.requestVerification'], ['profile.get']]);
});

it('sends at most twenty calls in a request, which is what the server takes', async () => {
  const door = createDoor({ 'profile.get': () => 'profile' });
  const { client } = open(door);
  await Promise.all(Array.from({ length: 45 }, () => client.profile.get()));
  expect(door.requests.map(({ length }) => length)).toEqual([20, 20, 5]);
});

it('sends those without a token by themselves, with no token', async () => {
  const tokens: unknown[] = [];
  const door = createSessionDoor({
    'auth.register': ({ token }) => {
      tokens.push(token);
      return tokensOf(0);
    },
  });
  const { client } = open(door);
  const input = { email: 'ada@example.com', password: 'violet-anchor-73-mosaic' };
  await Promise.all([client.auth.register(input), client.profile.get()]);
  expect(door.requests).toEqual([['auth.register'], ['profile.get']]);
  expect(tokens).toEqual([undefined]);
});

it('gives each call of a request its own outcome', async () => {
  const door = createDoor({
    'profile.get': () => 'profile',
    'email.verification': () => Promise.reject(refusal('insufficient_scope')),
  });
  const { client } = open(door);
  const outcomes = await Promise.allSettled([client.profile.get(), client.email.verification()]);
  expect(outcomes).toMatchObject([
    { value: 'profile' },
    { reason: { code: 'insufficient_scope', status: 403 } },
  ]);
});

it('sends repeated calls together too', async () => {
  const door = createSessionDoor();
  const { client } = open(door);
  door.expire();
  await Promise.all([client.profile.get(), client.profile.get(), client.profile.get()]);
  expect(door.requests.map(({ length }) => length)).toEqual([3, 1, 3]);
});
