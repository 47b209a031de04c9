import { createProfileClient } from '@profile/sdk';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { failure, password } from './accounts.js';
import { inBrowser, said } from './browser.js';
import { findMail } from './outbox.js';
import { startServer, type TestServer } from './server.js';

const app = 'https://app.example.com/';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ PRIVATE_SIGN_UP: 'true', REDIRECT_URLS: app });
}, 60_000);
afterAll(() => server?.stop());

/** A private sign-up, and what its mail brought. */
async function signUp(name: string) {
  const email = `${name}@example.com`;
  const client = createProfileClient({ url: server.url });
  expect(await client.auth.register({ email, password })).toEqual({ status: 'accepted' });
  const { text = '' } = await findMail(server.dir, { kind: 'verify-email', to: email });
  const [link = 'no link'] = /http\S+\/account\/verify-email\?token=\S+/.exec(text) ?? [];
  const [code = 'no code'] = /^[0-9]{6}$/m.exec(text) ?? [];
  return { client, email, link, code };
}

async function signIn(page: Page, login: string, secret = password) {
  await page.getByLabel('Email address or username').fill(login);
  await page.getByLabel('Password').fill(secret);
  await page.keyboard.press('Enter');
}

inBrowser('the first sign-in after a private sign-up', (open) => {
  it('is made by the mailed link, which confirms and leads on', async () => {
    const { client, email, link } = await signUp('ada');
    expect((await failure(client.auth.login({ login: email, password }))).code).toBe(
      'invalid_credentials',
    );
    const page = await open(`${link}&${new URLSearchParams({ redirect: app })}`);
    await signIn(page, email);
    await said(page).toContain(`${email} is confirmed.`);
    expect(await page.getByRole('link').getAttribute('href')).toBe(app);
    await client.auth.login({ login: email, password });
    expect((await client.profile.get()).email_verified).toBe(true);
  });

  it('is made by the mailed code as well', async () => {
    const { client, email, code } = await signUp('bea');
    const page = await open(`${server.url}/account/verify-email`);
    await page.getByLabel('Six-digit code').fill(code);
    await signIn(page, email);
    await said(page).toContain(`${email} is confirmed.`);
    await client.auth.login({ login: email, password });
    expect((await client.profile.get()).email_verified).toBe(true);
  });

  it('that is refused shows a way out, which keeps where the link leads on to', async () => {
    const { email, link } = await signUp('cleo');
    const { link: other } = await signUp('dora');
    const page = await open(`${other}&${new URLSearchParams({ redirect: app })}`);
    await signIn(page, email);
    await said(page).toBe('Incorrect login or password.');
    const out = page.getByRole('link', { name: 'Choose a new password' });
    expect(await out.getAttribute('href')).toContain(encodeURIComponent(app));
    await out.click();
    await page.getByRole('heading', { name: 'Forgot your password?' }).waitFor();
    const sent = page.waitForRequest(/forgot-?password$/i);
    await page.getByLabel('Email address').fill(email);
    await page.keyboard.press('Enter');
    expect((await sent).postDataJSON()).toEqual({ email, redirect: app });
    await page.getByText('a mail with a link is on its way').waitFor();

    const again = await open(link);
    await signIn(again, email);
    await said(again).toContain(`${email} is confirmed.`);
  });
});
