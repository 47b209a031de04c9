import type { ProfileClient } from '@profile/sdk';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { choose, onAccountPage, password, search } from './account-page.js';
import { look } from './look.js';

const save = (page: Page) => page.getByRole('button', { name: 'Save' }).click();
const saved = (page: Page) => page.getByText('Saved.').waitFor();

/** The smallest picture there is. */
const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** Ends the session of the page, as its owner would from another device. */
async function endOthers(client: ProfileClient): Promise<void> {
  await client.auth.logout('others');
}

onAccountPage('the profile', ({ server, visitAs }) => {
  it('is filled in with names, a number by its country, a language and a zone', async () => {
    const { page, client } = await visitAs('ada');
    await page.getByRole('heading', { name: 'Profile', exact: true }).waitFor();
    await look(page, 'profile-empty');
    await page.getByLabel('Display name').fill('Ada L.');
    await page.getByLabel('First name').fill('  Ada ');
    await choose(page, 'Country of the phone number', 'germ', /^Germany/);
    await page.getByLabel('Phone number', { exact: true }).fill('030 901820');
    await search(page, 'Time zone', 'berl');
    await page.getByRole('option', { name: /Europe\/Berlin/ }).waitFor();
    await look(page, 'profile-choosing');
    await page.keyboard.press('Escape');
    await search(page, 'Time zone', 'berlin');
    await page.getByRole('option', { name: /Europe\/Berlin/ }).waitFor();
    await page.keyboard.press('Enter');
    await save(page);
    await saved(page);
    await look(page, 'profile-saved');
    expect(await client.profile.get()).toMatchObject({
      display_name: 'Ada L.',
      first_name: 'Ada',
      last_name: null,
      phone: '+4930901820',
      timezone: 'Europe/Berlin',
    });
    expect(await page.getByLabel('First name').inputValue()).toBe('Ada');

    await page.getByRole('button', { name: 'Clear Time zone' }).click();
    await page.getByLabel('Display name').fill('');
    await save(page);
    await saved(page);
    expect(await client.profile.get()).toMatchObject({ display_name: null, timezone: null });
  });

  it('says what is wrong beside the field, which has the focus then', async () => {
    const { page, client } = await visitAs('wrong');
    await page.getByLabel('Display name').fill('x'.repeat(201));
    await page.getByRole('combobox', { name: 'Country of the phone number' }).waitFor();
    await page.getByLabel('Phone number', { exact: true }).fill('12');
    await save(page);
    await page.getByText('Use at most 200 characters.').waitFor();
    await page.getByText('There is no such number in this country.').waitFor();
    expect(await page.locator(':focus').getAttribute('name')).toBe('display_name');
    await look(page, 'profile-faults');
    await page.getByRole('button', { name: 'Discard changes' }).click();
    expect(await page.getByLabel('Display name').inputValue()).toBe('');
    expect((await client.profile.get()).version).toBe(1);
  });

  it('is in the language that it says, from right to left where that is read so', async () => {
    const { page } = await visitAs('layla');
    await choose(page, 'Language and region', 'arabic', /^العربية/);
    await save(page);
    await page.getByRole('heading', { name: 'الملف الشخصي' }).waitFor();
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
    await look(page, 'profile-ar');
    await page.reload();
    await page.getByRole('heading', { name: 'الملف الشخصي' }).waitFor();
  });

  it('shows what was changed elsewhere meanwhile, and keeps what is chosen of either', async () => {
    const { page, client } = await visitAs('both');
    const ask = page.getByRole('alertdialog', { name: 'Your profile was changed elsewhere' });
    const side = (field: string, name: RegExp) =>
      ask.getByRole('group', { name: field }).getByRole('radio', { name });
    await page.getByLabel('Display name').fill('Mine');
    await client.profile.update({ last_name: 'Lovelace' });
    await save(page);
    await ask.waitFor();
    // What one of the two has left alone is chosen already, so that one key ends it.
    expect(await side('Display name', /Here\s*Mine/).isChecked()).toBe(true);
    expect(await side('Last name', /Elsewhere\s*Lovelace/).isChecked()).toBe(true);
    expect(await page.locator(':focus').textContent()).toBe('Save these');
    await look(page, 'profile-stale');
    await page.keyboard.press('Enter');
    await saved(page);
    expect(await client.profile.get()).toMatchObject({
      display_name: 'Mine',
      last_name: 'Lovelace',
    });
    expect(await page.getByLabel('Last name').inputValue()).toBe('Lovelace');

    await page.getByLabel('Display name').fill('Mine again');
    await page.getByLabel('First name').fill('Ada');
    await client.profile.update({ display_name: 'Theirs', last_name: null });
    await save(page);
    await ask.waitFor();
    expect(await page.locator(':focus').getAttribute('name')).toBe('display_name');
    await ask.getByRole('button', { name: 'Save these' }).click();
    await ask.getByText('Choose one of the two.').waitFor();
    await look(page, 'profile-stale-both');
    await page.keyboard.press('Escape');
    await ask.waitFor({ state: 'hidden' });
    expect(await page.getByLabel('Display name').inputValue()).toBe('Mine again');
    expect(await client.profile.get()).toMatchObject({ display_name: 'Theirs', first_name: null });

    await save(page);
    await side('Display name', /Elsewhere\s*Theirs/).check();
    await side('Last name', /Here\s*Lovelace/).check();
    await ask.getByRole('button', { name: 'Save these' }).click();
    await saved(page);
    const chosen = { display_name: 'Theirs', first_name: 'Ada', last_name: 'Lovelace' };
    expect(await client.profile.get()).toMatchObject(chosen);
    expect(await page.getByLabel('Display name').inputValue()).toBe('Theirs');
  });

  it('takes all of theirs without a call, and asks nothing about what it does not show', async () => {
    const { page, client } = await visitAs('theirs');
    await page.getByLabel('Display name').fill('Mine');
    await client.profile.update({ display_name: 'Theirs' });
    await save(page);
    const ask = page.getByRole('alertdialog');
    await ask.getByRole('radio', { name: /Theirs/ }).check();
    await ask.getByRole('button', { name: 'Save these' }).click();
    await saved(page);
    expect(await page.getByLabel('Display name').inputValue()).toBe('Theirs');
    expect((await client.profile.get()).version).toBe(2);

    await page.getByLabel('Display name').fill('Mine');
    await client.profile.setAvatar(gif);
    await save(page);
    await saved(page);
    expect(await client.profile.get()).toMatchObject({ display_name: 'Mine', version: 4 });
  });

  it('asks before it discards what was typed, wherever one goes', async () => {
    const { page } = await visitAs('leaver');
    const ask = page.getByRole('alertdialog', { name: 'Discard your changes?' });
    const title = (name: string) => page.getByRole('heading', { name, level: 1 }).waitFor();
    const name = page.getByLabel('Display name');
    await page.getByRole('link', { name: 'Password' }).click();
    await title('Password');
    await page.getByRole('link', { name: 'Profile' }).click();
    await name.fill('Typed');

    await page.getByRole('link', { name: 'Devices' }).click();
    await ask.waitFor();
    await look(page, 'leaving');
    await page.keyboard.press('Escape');
    await ask.waitFor({ state: 'hidden' });
    expect(await name.inputValue()).toBe('Typed');

    await page.goBack();
    await ask.waitFor();
    await expect.poll(() => new URL(page.url()).pathname).toBe('/account');
    await ask.getByRole('button', { name: 'Keep editing' }).click();
    expect(await name.inputValue()).toBe('Typed');

    await page.getByRole('button', { name: 'Sign out' }).click();
    await ask.getByRole('button', { name: 'Keep editing' }).click();
    const asked = page.waitForEvent('dialog');
    await page.close({ runBeforeUnload: true });
    const unload = await asked;
    expect(unload.type()).toBe('beforeunload');
    await unload.dismiss();

    await page.goBack();
    await ask.getByRole('button', { name: 'Discard changes' }).click();
    await title('Password');
    await page.goForward();
    await title('Profile');
    expect(await name.inputValue()).toBe('');
    // Nothing is typed, so nothing is asked.
    await page.getByRole('link', { name: 'Password' }).click();
    await title('Password');
  });

  it('keeps what was typed when the session ends, and saves it after signing in again', async () => {
    const { page, client } = await visitAs('ended');
    await page.getByLabel('Display name').fill('Still here');
    await endOthers(client);
    await save(page);
    const again = page.getByRole('alertdialog', { name: 'Sign in again' });
    await again.waitFor();
    // Not what they were about to be called.
    await again.getByText('sign in as ended, and go on').waitFor();
    expect(await again.getByLabel('Email address or username').inputValue()).toBe('ended');
    await expect
      .poll(() => page.locator(':focus').getAttribute('autocomplete'))
      .toBe('current-password');
    await look(page, 'signed-out-at-work');
    await again.getByLabel('Password', { exact: true }).fill('not-the-password');
    await again.getByRole('button', { name: 'Sign in' }).click();
    await again.getByText('Address, username or password is wrong.').waitFor();
    await again.getByLabel('Password', { exact: true }).fill(password);
    await again.getByRole('button', { name: 'Sign in' }).click();
    await saved(page);
    expect(await page.getByLabel('Display name').inputValue()).toBe('Still here');
    expect(await client.profile.get()).toMatchObject({ display_name: 'Still here' });
  });

  it('is the same in two tabs, and whoever leaves the one has left the other', async () => {
    const { page } = await visitAs('tabs');
    const other = await page.context().newPage();
    await other.goto(`${server().url}/account`);
    await other.getByLabel('Display name').waitFor();
    await page.getByLabel('Display name').fill('From the first');
    await save(page);
    await saved(page);
    await expect
      .poll(() => other.getByLabel('Display name').inputValue(), { timeout: 15_000 })
      .toBe('From the first');
    await other.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  it('can be tried again when a part of it could not be loaded', async () => {
    const { page } = await visitAs('parted');
    await page.route('**/assets/devices-*.js', (route) => route.abort());
    await page.getByRole('link', { name: 'Devices' }).click();
    await page.getByRole('heading', { name: 'This could not be loaded' }).waitFor();
    await page.unroute('**/assets/devices-*.js');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('This device').waitFor();
  });

  it('can be tried again when it could not be read', async () => {
    const { page } = await visitAs('offline');
    await page.route('**/trpc/**', (route) => route.abort());
    await page.reload();
    await page.getByText('The server can’t be reached.').waitFor({ timeout: 60_000 });
    await look(page, 'failed');
    await page.unroute('**/trpc/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Profile', exact: true }).waitFor();
  });
});
