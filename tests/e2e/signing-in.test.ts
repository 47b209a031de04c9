import { expect, it } from 'vitest';
import { faultOf, onAccountPage, password } from './account-page.js';
import { look } from './look.js';

onAccountPage('signing up, in and out', ({ server, visit, visitAs }) => {
  it('has one sentence for a rule, whether the browser finds the fault or the server', async () => {
    const page = await visit('/sign-up');
    await look(page, 'sign-up');
    await page.getByLabel('Email address').fill('ada');
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Create account' }).click();
    expect(await faultOf(page, 'Email address')).toBe('An email address has an @-sign.');
    expect(await faultOf(page, 'Password')).toBe('Use at least 8 characters.');
    expect(await page.locator(':focus').getAttribute('name')).toBe('email');
    await look(page, 'sign-up-faults');

    await page.getByLabel('Email address').fill('ada@example.com');
    await page.getByLabel('Password', { exact: true }).fill('password1');
    await page.getByText('Very weak').or(page.getByText('Weak')).waitFor();
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('This is one of the most common passwords').waitFor();
    expect(await page.locator(':focus').getAttribute('name')).toBe('password');
  });

  it('signs up, keeps nothing that a script could sign in with, and comes back after a reload', async () => {
    const page = await visit('/sign-up');
    await page.getByLabel('Email address').fill('grace@example.com');
    await page.getByLabel('Username').fill('grace');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByText('Strong').waitFor();
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Confirm grace@example.com' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/account/email');

    expect(await page.context().cookies()).toMatchObject([{ httpOnly: true, sameSite: 'Strict' }]);
    const readable = await page.evaluate(() => JSON.stringify([localStorage, document.cookie]));
    expect(readable).not.toMatch(/ses_|eyJ/);

    await page.reload();
    await page.getByRole('heading', { name: 'Confirm grace@example.com' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  it('signs in by keyboard alone, and leads where one wanted to go', async () => {
    const { client } = await visitAs('keys');
    const page = await visit('/devices');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await look(page, 'sign-in');
    for (const typed of ['keys', 'not-the-password']) {
      await page.keyboard.press('Tab');
      await page.keyboard.type(typed);
    }
    await page.keyboard.press('Enter');
    await page.getByText('Address, username or password is wrong.').waitFor();
    await look(page, 'sign-in-refused');
    await page.getByLabel('Password', { exact: true }).focus();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Devices' }).waitFor();
    expect((await client.sessions.list()).sessions).toHaveLength(3);
  });

  it('loads less than 180 KB of scripts before anything is done', async () => {
    const { page } = await visitAs('light');
    for (const path of ['', '/email', '/sign-in']) {
      if (path === '/sign-in') await page.getByRole('button', { name: 'Sign out' }).click();
      const fresh = await page.context().newPage();
      const scripts = new Set<string>();
      fresh.on('request', (request) => {
        if (request.resourceType() === 'script') scripts.add(request.url());
      });
      await fresh.goto(`${server().url}/account${path}`, { waitUntil: 'networkidle' });
      await fresh.locator('h1:not(.unseen)').waitFor();
      // The last of what comes by itself.
      if (path === '') await fresh.getByRole('button', { name: 'Choose a picture' }).waitFor();
      await fresh.waitForLoadState('networkidle');
      const total = (await Promise.all([...scripts].map(packedSize))).reduce((a, b) => a + b, 0);
      console.log(`/account${path} loads ${(total / 1024).toFixed(1)} KB of scripts`);
      expect(total).toBeGreaterThan(50 * 1024);
      expect(total).toBeLessThan(180 * 1024);
      await fresh.close();
    }
  });

  it('mails a link to who forgot the password', async () => {
    const { email } = await visitAs('forgetful');
    const page = await visit('/sign-in');
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.getByRole('heading', { name: 'Forgot your password?' }).waitFor();
    await look(page, 'forgot');
    await page.getByLabel('Email address').fill(email);
    await page.getByRole('button', { name: 'Send the mail' }).click();
    await page.getByText(`If ${email} belongs to an account`).waitFor();
    await look(page, 'forgot-sent');
  });

  it.each([
    ['de-AT', 'ltr', 'Anmelden', 'Bitte füllen Sie dieses Feld aus.'],
    ['ar', 'rtl', 'تسجيل الدخول', 'يرجى ملء هذا الحقل.'],
  ])('speaks %s where the browser does', async (locale, dir, title, fault) => {
    const page = await visit('', { locale });
    await page.getByRole('heading', { name: title }).waitFor();
    expect(await page.locator('html').getAttribute('dir')).toBe(dir);
    expect(await page.locator('html').getAttribute('lang')).toBe(locale);
    await page.getByRole('button', { name: title, exact: true }).click();
    await page.getByText(fault).first().waitFor();
    await look(page, `sign-in-${locale}`);
  });

  it('says so where there is no page', async () => {
    const page = await visit('/nothing-here');
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await look(page, 'unknown');
    await page.getByRole('link', { name: 'To your account' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });
});

/** How many bytes of a script cross the wire; a browser that has it already doesn't say. */
async function packedSize(url: string): Promise<number> {
  const { headers } = await fetch(url, { headers: { 'accept-encoding': 'gzip' } });
  expect(headers.get('content-encoding')).toBe('gzip');
  expect(headers.get('cache-control')).toContain('immutable');
  return Number(headers.get('content-length'));
}
