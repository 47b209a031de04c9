import { createProfileClient } from '@profile/sdk';
import { createTestProfileServer, type TestProfileServer } from '@profile/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure, password, signUp } from './accounts.js';
import { inBrowser, said, watch } from './browser.js';
import { mailedLink } from './mailed-links.js';
import { startServer, type TestServer } from './server.js';

const fresh = 'quiet-lantern-58-harbor';
const app = 'https://app.example.com/welcome?from=profile&again=1#top';

/** As it is deployed, and without the account page, which has a page of its own for these links. */
let deployed: TestServer;
let server: TestProfileServer;
beforeAll(async () => {
  deployed = await startServer();
  const settings = { REDIRECT_URLS: `https://other.example.com/,${app}` };
  server = await createTestProfileServer({ settings });
}, 60_000);
afterAll(async () => {
  await deployed?.stop();
  await server?.close();
});

/** An account whose person forgot the password, and the link that was mailed. */
async function forgetful(name: string) {
  const account = await signUp(name, server);
  await account.client.auth.forgotPassword({ email: account.email });
  return { ...account, link: await linkTo(account.email) };
}

async function linkTo(email: string): Promise<string> {
  const mail = await server.inbox.latest(email, { kind: 'reset-password' });
  return mail?.links.find((link) => link.includes('?token=')) ?? 'no link';
}

const signIn = (login: string, password: string) =>
  createProfileClient({ url: server.url }).auth.login({ login, password });

describe('the link to choose a new password', () => {
  it('is not used up by a mail scanner, and the page is the same for every token', async () => {
    const { client, email } = await signUp('scanned', deployed);
    await client.auth.forgotPassword({ email });
    const link = await mailedLink(deployed, { kind: 'reset-password', to: email });
    const texts = new Set<string>();
    for (const method of ['GET', 'HEAD', 'GET', 'POST']) {
      const response = await fetch(link, { method });
      expect(response.status).toBe(method === 'POST' ? 405 : 200);
      if (method === 'GET') texts.add(await response.text());
    }
    texts.add(await (await fetch(`${deployed.url}/account/reset-password`)).text());
    expect(texts.size).toBe(1);
    const token = new URL(link).searchParams.get('token') ?? '';
    await client.auth.resetPassword({ token, new_password: fresh });
    expect(await client.auth.login({ login: email, password: fresh })).toMatchObject({
      token_type: 'Bearer',
    });
  });
});

inBrowser('the small page that chooses a new password', (open) => {
  it('sets it, signs every device out, and leads nowhere by itself', async () => {
    const { client, email, link } = await forgetful('ada');
    const page = await open('about:blank');
    const { complaints, hosts } = watch(page);
    await page.goto(link);
    expect(page.url()).toBe(`${server.url}/account/reset-password`);
    const field = page.getByLabel('New password');
    expect(await field.getAttribute('autocomplete')).toBe('new-password');
    await field.fill(fresh);
    await page.keyboard.press('Enter');
    await said(page).toBe(
      'Every device was signed out. Sign in with the new password from now on. You can close this page.',
    );
    expect(await page.title()).toBe('Your new password is set');
    expect(await page.locator(':focus').getAttribute('id')).toBe('result');
    expect(await page.getByRole('link').count()).toBe(0);
    expect(page.url()).toBe(`${server.url}/account/reset-password`);
    expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBe(0);
    expect(complaints).toEqual([]);
    expect(hosts()).toEqual([new URL(server.url).host]);
    expect((await failure(client.profile.get())).code).toBe('signed_out');
    expect((await failure(signIn(email, password))).code).toBe('invalid_credentials');
    expect(await signIn(email, fresh)).toMatchObject({ token_type: 'Bearer' });
  });

  it('shows the server’s sentence beside the field, and the link stays good', async () => {
    const { email, link } = await forgetful('fussy');
    const page = await open(link);
    const field = page.getByLabel('New password');
    for (const [bad, sentence] of [
      ['short', 'String should have at least 8 characters.'],
      ['password1', 'This password is one of the most common ones; choose another.'],
      [password, 'The new password must differ from the current one.'],
    ] as const) {
      await field.fill(bad);
      await page.keyboard.press('Enter');
      await expect.poll(() => page.locator('#new_password-fault').textContent()).toBe(sentence);
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      expect(await page.locator(':focus').getAttribute('id')).toBe('new_password');
      expect(await page.locator('#result').textContent()).toBe('');
    }
    await field.fill(fresh);
    await page.keyboard.press('Enter');
    await said(page).toContain('Sign in with the new password');
    expect(await signIn(email, fresh)).toMatchObject({ token_type: 'Bearer' });
  });

  it('shows what is typed by keyboard alone, and hides it before it is sent', async () => {
    const { link } = await forgetful('seer');
    const page = await open(link);
    const field = page.getByLabel('New password');
    await field.fill('short');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(await field.getAttribute('type')).toBe('text');
    await page.keyboard.press('Enter');
    await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
    expect(await field.getAttribute('type')).toBe('password');
    expect(await page.getByLabel('Show what I type').isChecked()).toBe(false);
  });

  it('offers a new link in place of a dead one, which then works', async () => {
    const { email, client, link } = await forgetful('late');
    await client.auth.forgotPassword({ email });
    expect(await linkTo(email)).not.toBe(link);
    const page = await open(link);
    await page.getByLabel('New password').fill(fresh);
    await page.keyboard.press('Enter');
    await said(page).toContain('not valid any more; ask for a new one.');
    expect(await page.getByLabel('New password').isVisible()).toBe(false);
    await page.getByLabel('Email address').fill(email);
    await page.getByRole('button', { name: 'Send me a new link' }).click();
    await said(page).toContain(`If there is an account with ${email}, a mail`);

    await page.goto(await linkTo(email));
    await page.getByLabel('New password').fill(fresh);
    await page.keyboard.press('Enter');
    await said(page).toContain('Sign in with the new password');
  });

  it('without a token mails a link, and says the same when there is no such account', async () => {
    const { email } = await signUp('plain', server);
    const page = await open(`${server.url}/account/reset-password`);
    expect(await page.title()).toBe('Forgot your password?');
    const told: (string | null)[] = [];
    for (const address of ['nobody@example.com', email]) {
      await page.getByLabel('Email address').fill(address);
      await page.keyboard.press('Enter');
      await said(page).toContain(address);
      told.push((await page.getByRole('status').textContent())?.replace(address, '') ?? null);
    }
    expect(told[0]).toBe(told[1]);
    expect(await linkTo(email)).toContain('token=');

    await page.getByLabel('Email address').fill('not an address');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.locator('#email-fault').textContent())
      .toBe('An email address must have an @-sign.');
    expect(await page.locator('#result').textContent()).toBe('');
  });

  it('leads on to an address that the server knows, and asks for it in the next mail', async () => {
    const { link } = await forgetful('onward');
    const page = await open(`${link}&${new URLSearchParams({ redirect: app })}`);
    expect(await page.getByRole('link').count()).toBe(0);
    await page.getByLabel('New password').fill(fresh);
    await page.keyboard.press('Enter');
    await said(page).toBe(
      'Every device was signed out. Sign in with the new password from now on.',
    );
    const onward = page.getByRole('link');
    expect(await onward.textContent()).toBe('Continue to app.example.com');
    const asked = page.waitForRequest((request) => request.isNavigationRequest());
    await page.route(`${app.split('#')[0]}`, (route) => route.fulfill({ body: 'the app' }));
    await onward.click();
    await page.waitForURL(app);
    expect((await asked).headers()).not.toHaveProperty('referer');

    const ask = await open(
      `${server.url}/account/reset-password?${new URLSearchParams({ redirect: app })}`,
    );
    const sent = ask.waitForRequest(/forgot-password$/);
    await ask.getByLabel('Email address').fill('onward@example.com');
    await ask.keyboard.press('Enter');
    expect((await sent).postDataJSON()).toEqual({ email: 'onward@example.com', redirect: app });
    await said(ask).toContain('a mail with a link is on its way');
  });

  it('leads nowhere else, nor asks for it', async () => {
    for (const redirect of [
      'https://evil.example.com/',
      `${app}x`,
      app.toUpperCase(),
      '//other.example.com/',
    ]) {
      const page = await open(
        `${server.url}/account/reset-password?${new URLSearchParams({ redirect })}`,
      );
      const sent = page.waitForRequest(/forgot-password$/);
      await page.getByLabel('Email address').fill('nobody@example.com');
      await page.keyboard.press('Enter');
      expect((await sent).postDataJSON()).toEqual({ email: 'nobody@example.com' });
      await said(page).toContain('a mail with a link is on its way');
    }

    const { link } = await forgetful('misled');
    const page = await open(`${link}&${new URLSearchParams({ redirect: 'javascript:alert(1)' })}`);
    await page.getByLabel('New password').fill(fresh);
    await page.keyboard.press('Enter');
    await said(page).toContain('You can close this page.');
    expect(await page.getByRole('link').count()).toBe(0);
    expect(await page.content()).not.toContain('alert');
  });

  it('sends nothing when its script does not run', async () => {
    const { link } = await forgetful('scriptless');
    const off = await open(link, { javaScriptEnabled: false });
    expect(await off.locator('noscript p').isVisible()).toBe(true);
    expect(await off.getByRole('button').count()).toBe(0);

    const broken = await open('about:blank');
    await broken.route('**/*.js', (route) => route.abort());
    await broken.goto(link);
    const sent = broken.waitForRequest((request) => request.method() === 'POST');
    await broken.getByLabel('New password').fill(fresh);
    await broken.keyboard.press('Enter');
    expect((await sent).url()).toBe(`${server.url}/account/reset-password`);
    expect((await sent).postData() ?? '').toBe('');
  });
});
