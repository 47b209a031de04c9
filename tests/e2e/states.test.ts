import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { onAccountPage, password } from './account-page.js';
import { all, look } from './look.js';
import { photograph } from './pictures.js';

/** Keeps calls waiting until it is let go on. */
async function hold(page: Page, calls: string): Promise<() => Promise<void>> {
  let goOn = () => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  await page.route(calls, async (route) => {
    await held;
    await route.continue().catch(() => {});
  });
  return async () => {
    goOn();
    await page.unroute(calls);
  };
}

const heading = (page: Page, name: string) =>
  page.getByRole('heading', { name, level: 1 }).waitFor();

onAccountPage('what is seen meanwhile, and when it fails', ({ server, visit, visitAs }) => {
  it('the profile, while it is read and while it is saved', async () => {
    const { page } = await visitAs('patient');
    const read = await hold(page, '**/trpc/profile.get*');
    await page.reload();
    await page.getByText('One moment…').waitFor();
    await look(page, 'loading');
    await read();
    await page.getByLabel('Display name').fill('Patient');
    const saved = await hold(page, '**/trpc/profile.update*');
    const save = page.getByRole('button', { name: 'Save' });
    await save.click();
    await expect.poll(() => save.getAttribute('aria-disabled')).toBe('true');
    await look(page, 'profile-saving');
    await saved();
    await page.getByText('Saved.').waitFor();
    await page.getByLabel('Display name').fill('Impatient');
    await page.route('**/trpc/profile.update*', (route) => route.abort());
    await save.click();
    await page.getByText('The server can’t be reached.').waitFor();
    await look(page, 'profile-not-saved');
    expect(await page.getByLabel('Display name').inputValue()).toBe('Impatient');
  });

  it('the address and the devices, while they are read, when they can’t be, and alone', async () => {
    const { page, client } = await visitAs('reader', '/email');
    await client.auth.logout();
    await page.getByRole('heading', { name: 'Confirm reader@example.com' }).waitFor();
    for (const [name, calls, after] of [
      ['email', '**/trpc/*email.verification*', 'Confirm reader@example.com'],
      ['devices', '**/trpc/*sessions.list*', 'This device'],
    ] as const) {
      await page.goto(`${server().url}/account/${name === 'email' ? 'password' : 'email'}`);
      await heading(page, name === 'email' ? 'Password' : 'Email');
      const read = await hold(page, calls);
      const title = name === 'email' ? 'Email' : 'Devices';
      await page.getByRole('link', { name: title }).click();
      // Until then it is the page's code that is waited for, which looks alike.
      await heading(page, title);
      await page.locator('main').getByText('One moment…').waitFor();
      await look(page, `${name}-loading`);
      await read();
      await page.getByText(after).first().waitFor();
      await page.route(calls, (route) => route.abort());
      await page.reload();
      const again = page.getByRole('button', { name: 'Try again' });
      await again.waitFor({ timeout: 30_000 });
      await look(page, `${name}-failed`);
      await page.unroute(calls);
      await again.click();
      await page.getByText(after).first().waitFor();
    }
    await page.getByText('You are signed in nowhere else.').waitFor();
    await look(page, 'devices-only');
  });

  it('a sign-up that says no more than that a mail is on its way', async () => {
    const page = await visit('/sign-up');
    const json = { status: 'accepted' };
    await page.route('**/auth/register', (route) => route.fulfill({ json }));
    await page.getByLabel('Email address').fill('private@example.com');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByText('Strong').waitFor();
    await look(page, 'sign-up-filled');
    await page.getByRole('button', { name: 'Create account' }).click();
    await heading(page, 'Check your mail');
    await look(page, 'sign-up-accepted');
  });

  // Words differ, and what is right to left; the rest is the same in each, so these are pictures to look at.
  it.runIf(all).each(['de', 'ar'])('every page, in %s', async (locale) => {
    const { page, client } = await visitAs(`speaker-${locale}`, '', { locale });
    for (const path of ['', 'email', 'password', 'devices']) {
      await page.goto(`${server().url}/account/${path}`);
      await page.locator('main h1:not(.unseen)').waitFor();
      await page.waitForLoadState('networkidle');
      await look(page, `${path || 'profile'}-${locale}`);
    }
    await page.goto(`${server().url}/account`);
    const dialog = page.getByRole('alertdialog');
    await page.locator('.picture button').waitFor();
    const buffer = await photograph(page, 1);
    const file = { name: 'me.jpg', mimeType: 'image/jpeg', buffer };
    await page.locator('input[type=file]').setInputFiles(file);
    await dialog.waitFor();
    await look(page, `picture-cropping-${locale}`);
    await page.keyboard.press('Escape');
    await page.locator('[name=display_name]').fill('Mine');
    await page.locator('nav a').last().click();
    await dialog.waitFor();
    await look(page, `leaving-${locale}`);
    await page.keyboard.press('Escape');
    await client.profile.update({ display_name: 'Theirs', last_name: 'Lovelace' });
    await page.locator('.bar [type=submit]').click();
    await dialog.waitFor();
    await look(page, `profile-stale-${locale}`);
    await page.keyboard.press('Escape');
    await client.auth.logout('others');
    await page.locator('.bar [type=submit]').click();
    await dialog.locator('[type=password]').waitFor();
    await look(page, `signed-out-at-work-${locale}`);

    await page.context().clearCookies();
    await page.evaluate(() => localStorage.clear());
    page.on('dialog', (unload) => unload.accept());
    for (const path of ['sign-up', 'forgot-password', 'undo-email-change?token=x', 'nowhere']) {
      await page.goto(`${server().url}/account/${path}`);
      await page.locator('h1:not(.unseen)').waitFor();
      await look(page, `${path.split('?')[0]}-${locale}`);
    }
  });
});
