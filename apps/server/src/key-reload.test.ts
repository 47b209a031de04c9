import { createServices } from '@profile/api';
import { expect, it } from 'vitest';
import { startApp } from './testing/app.js';

it('a token that was checked and remembered dies with its key, when the keys are reloaded', async () => {
  const app = await startApp();
  const { publicUrl: issuer, audience, secret, settings } = app.config;
  const { store, now, keys } = app;
  const mailer = { wake() {} };
  const options = { store, secret, issuer, audience, settings, mailer, now };
  // What the command line has, in another process.
  const { rotation } = await createServices({ ...options, limits: 'off' });
  const { access_token: token } = await app.signUp();
  const me = async (given: string) =>
    (await app.rest('GET', '/api/v1/me', { token: given })).status;
  expect(await me(token)).toBe(200);

  await rotation.retire(keys.signing.kid, true);
  expect(await me(token)).toBe(200);
  await keys.reload();
  expect(await me(token)).toBe(401);
  const { access_token: fresh } = await app.signUp();
  expect(await me(fresh)).toBe(200);
  await app.close();
});
