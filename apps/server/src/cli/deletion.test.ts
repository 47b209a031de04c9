import { openStore } from '@profile/db';
import { expect, it } from 'vitest';
import { openCommandLine } from '../testing/command-line.js';

it('deleting a user of another issuer makes tokens from before worthless', async () => {
  const line = await openCommandLine();
  const store = await openStore(line.url);
  const name = { issuer: 'https://id.example.com', subject: 'ada' };
  const person = { username: 'ada', email: 'ada@example.com', first_name: null, last_name: null };
  const created_at = new Date().toISOString();
  await store.accounts.create({ id: 'usr_a', ...person, ...name, password_hash: null, created_at });

  await line.json('user', 'delete', 'ada', '--yes');
  expect(await store.accounts.byIdentity(name.issuer, name.subject)).toBeUndefined();
  const services = await line.services(store);
  const refuses = (iat: number) => services.deletedIdentities.refuses(store, name, iat);
  const seconds = Math.floor(Date.now() / 1000);
  expect([await refuses(seconds - 60), await refuses(seconds + 60)]).toEqual([true, false]);
  await store.close();
  await line.close();
});
