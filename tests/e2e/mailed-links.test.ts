import { createProfileClient, type ProfileClient } from '@profile/sdk';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { mailedLink } from '../mailed-links.js';
import { findMail } from '../outbox.js';
import { faultOf, onAccountPage, password } from './account-page.js';
import { look } from './look.js';

const fresh = 'quiet-lantern-58-harbor';
const app = 'https://app.example.com/welcome?from=profile&again=1#top';
const settings = { REDIRECT_URLS: `https://other.example.com/,${app}` };

const heading = (page: Page, name: string) =>
  page.getByRole('heading', { name, level: 1 }).waitFor();
const press = (page: Page, name: string) => page.getByRole('button', { name }).click();
const field = (page: Page, name = 'New password') => page.getByLabel(name, { exact: true });

/** Every address that a page has asked, and what it sent there. */
function sent(page: Page) {
  const all: { method: string; path: string; query: string; body: string }[] = [];
  page.on('request', (request) => {
    const { pathname: path, search: query } = new URL(request.url());
    all.push({ method: request.method(), path, query, body: request.postData() ?? '' });
  });
  return all;
}

onAccountPage(
  'what mailed links lead to',
  ({ server, visit, visitAs, stranger }) => {
    async function forgetful(name: string) {
      const account = await stranger(name);
      await account.client.auth.forgotPassword({ email: account.email });
      const link = await mailedLink(server(), { kind: 'reset-password', to: account.email });
      return { ...account, link };
    }

    /** An account whose address was changed, and the link that the former one got. */
    async function moved(name: string) {
      const account = await stranger(name);
      const confirm = async (to: string) => {
        const link = await mailedLink(server(), { kind: 'verify-email', to });
        const token = new URL(link).searchParams.get('token') ?? '';
        await account.client.email.confirmVerification({ token });
      };
      await confirm(account.email);
      const address = `${name}@new.example.com`;
      await account.client.email.change({ email: address, current_password: password });
      await confirm(address);
      const link = await mailedLink(server(), { kind: 'email-changed', to: account.email });
      return { ...account, address, link };
    }

    const signInsWith = async (login: string, secret: string) => {
      const client = createProfileClient({ url: server().url });
      expect(await client.auth.login({ login, password: secret })).toMatchObject({
        scope: expect.any(String),
      });
    };
    const ended = (client: ProfileClient) =>
      expect(client.profile.get()).rejects.toMatchObject({ code: 'signed_out' });

    it('a new password, from having forgotten it to signing in with the address filled in', async () => {
      const { client, email } = await stranger('ada');
      const page = await visit('/reset-password');
      await heading(page, 'Forgot your password?');
      await page.getByLabel('Email address').fill(email);
      await press(page, 'Send the mail');
      await page.getByText(`If ${email} belongs to an account`).waitFor();
      const link = await mailedLink(server(), { kind: 'reset-password', to: email });

      const requests = sent(page);
      await page.goto(link);
      await heading(page, 'Choose a new password');
      expect(page.url()).toBe(`${server().url}/account/reset-password`);
      expect(await field(page).getAttribute('autocomplete')).toBe('new-password');
      await field(page).fill('password1');
      await page.keyboard.press('Enter');
      expect(await faultOf(page, 'New password')).toContain('one of the most common passwords');
      await look(page, 'reset-refused');
      await field(page).fill(fresh);
      await page.keyboard.press('Enter');
      await heading(page, 'Your new password is set');
      await look(page, 'reset-done');
      await ended(client);
      expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBe(0);
      // The token went into the address of the link, and to the one call that it is for.
      const token = new URL(link).searchParams.get('token') ?? 'none';
      const told = requests.filter(({ query, body }) => (query + body).includes(token));
      expect(told.map(({ method, path }) => `${method} ${path}`)).toEqual([
        'GET /account/reset-password',
        'POST /trpc/auth.resetPassword',
        'POST /trpc/auth.resetPassword',
      ]);

      await page.getByRole('link', { name: 'Sign in' }).click();
      await heading(page, 'Sign in');
      expect(await field(page, 'Email address or username').inputValue()).toBe(email);
      await field(page, 'Password').fill(fresh);
      await page.keyboard.press('Enter');
      await heading(page, 'Profile');
    });

    it('an address that nobody came back for, which any page lets go', async () => {
      const page = await visit('/nowhere');
      const late = JSON.stringify({ email: 'late@example.com', until: Date.now() - 1 });
      await page.evaluate((text) => localStorage.setItem('profile.forgotten-password', text), late);
      await page.reload();
      await expect.poll(() => page.evaluate('localStorage.length')).toBe(0);
    });

    it.each([
      ['de-AT', 'Neues Passwort wählen', 'Neues Passwort', 'Ihr neues Passwort ist festgelegt'],
      ['ar', 'اختر كلمة مرور جديدة', 'كلمة المرور الجديدة', 'تم تعيين كلمة المرور الجديدة'],
    ])('a new password, in %s', async (locale, title, label, done) => {
      const { email, link } = await forgetful(`speaks-${locale}`);
      const page = await visit('', { locale });
      await page.goto(link);
      await heading(page, title);
      await look(page, `reset-${locale}`);
      await field(page, label).fill(fresh);
      await page.keyboard.press('Enter');
      await heading(page, done);
      await signInsWith(email, fresh);
    });

    it('another mail in place of a dead link, asked for where it was to lead', async () => {
      const { client, email, link } = await forgetful('late');
      await client.auth.forgotPassword({ email });
      await mailedLink(server(), { kind: 'reset-password', to: email, nth: 2 });
      const page = await visit();
      await page.goto(`${link}&${new URLSearchParams({ redirect: app })}`);
      await field(page).fill(fresh);
      await page.keyboard.press('Enter');
      await heading(page, 'This link does not work any more');
      await look(page, 'reset-dead');
      const asked = page.waitForRequest(/forgotPassword/);
      await page.getByLabel('Email address').fill(email);
      await press(page, 'Send the mail');
      expect((await asked).postDataJSON()).toEqual({ email, redirect: app });

      await page.goto(await mailedLink(server(), { kind: 'reset-password', to: email, nth: 3 }));
      await field(page).fill(fresh);
      await page.keyboard.press('Enter');
      await heading(page, 'Your new password is set');
      const onward = page.getByRole('link', { name: 'Continue to app.example.com' });
      expect(await onward.getAttribute('href')).toBe(app);
    });

    it('nothing that the server does not know', async () => {
      const page = await visit();
      for (const redirect of [
        'https://evil.example.com/',
        `${app}x`,
        '//other.example.com/',
        'javascript:alert(1)',
      ]) {
        const query = new URLSearchParams({ redirect });
        await page.goto(`${server().url}/account/reset-password?${query}`);
        await heading(page, 'Forgot your password?');
        const asked = page.waitForRequest(/forgotPassword/);
        await page.getByLabel('Email address').fill('nobody@example.com');
        await press(page, 'Send the mail');
        expect((await asked).postDataJSON()).toEqual({ email: 'nobody@example.com' });
      }
      await page.goto(`${server().url}/account/reset-password?token=%00`);
      await field(page).fill(fresh);
      await page.keyboard.press('Enter');
      await heading(page, 'This link does not work any more');
    });

    it('a session of this browser that the new password has ended is gone from here too', async () => {
      const { page, client, email } = await visitAs('here');
      await client.auth.forgotPassword({ email });
      await page.goto(await mailedLink(server(), { kind: 'reset-password', to: email }));
      await field(page).fill(fresh);
      await page.keyboard.press('Enter');
      await heading(page, 'Your new password is set');
      await page.getByRole('link', { name: 'Sign in' }).click();
      await heading(page, 'Sign in');
      expect(await page.getByRole('alertdialog').count()).toBe(0);
    });

    it('a token that goes to no call but its own', async () => {
      const { link } = await forgetful('astray');
      const { page } = await visitAs('other');
      await page.goto(link);
      await heading(page, 'Choose a new password');
      const requests = sent(page);
      await page.evaluate(() => history.pushState(null, '', '/account/email'));
      await page.evaluate(() => dispatchEvent(new PopStateEvent('popstate')));
      await heading(page, 'Email');
      await page.getByRole('heading', { name: 'Confirm other@example.com' }).waitFor();
      const token = new URL(link).searchParams.get('token') ?? 'none';
      expect(requests.filter(({ query, body }) => (query + body).includes(token))).toEqual([]);
    });

    it('the old address, by a button and only by that', async () => {
      const { client, email, address, link } = await moved('bea');
      for (const method of ['GET', 'HEAD'])
        expect((await fetch(link, { method })).status).toBe(200);
      const page = await visit();
      await page.goto(link);
      await heading(page, 'Take your old address back');
      expect(page.url()).toBe(`${server().url}/account/undo-email-change`);
      await look(page, 'undo');
      expect((await client.profile.get()).email).toBe(address);
      await page.route('**/email.undoChange', (route) => route.abort(), { times: 1 });
      await press(page, 'Give me my old address back');
      await page.getByRole('alert').getByText('The server can’t be reached.').waitFor();
      await press(page, 'Give me my old address back');
      await heading(page, 'Your old address is back');
      await look(page, 'undo-done');
      expect(await page.getByRole('button').count()).toBe(0);
      await ended(client);
      await signInsWith(email, password);
      await findMail(server().dir, { kind: 'email-change-undone', to: email });

      await page.goto(link);
      await press(page, 'Give me my old address back');
      await heading(page, 'This link does not work any more');
      await look(page, 'undo-dead');
      await page.getByRole('link', { name: 'Choose a new password' }).click();
      await heading(page, 'Forgot your password?');
      await page.goto(`${server().url}/account/undo-email-change`);
      await heading(page, 'Something is missing');
    });

    it('a sentence where no script runs, and nothing is sent', async () => {
      const { link } = await forgetful('scriptless');
      const page = await visit('', { javaScriptEnabled: false });
      const requests = sent(page);
      await page.goto(link);
      await page.locator('noscript p').first().waitFor();
      expect(await page.getByRole('button').count()).toBe(0);
      expect(requests.every(({ method }) => method === 'GET')).toBe(true);
    });
  },
  { ...settings, VERIFY_EMAIL_COOLDOWN: '0s' },
);
