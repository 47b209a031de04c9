import { createProfileClient } from '@profile/sdk';
import { createTestProfileServer, type TestProfileServer } from '@profile/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure, password, signUp } from './accounts.js';
import { inBrowser, said, watch } from './browser.js';

/** Without the account page, which has a page of its own for the link that undoes a change. */
let server: TestProfileServer;
beforeAll(async () => {
  server = await createTestProfileServer({ settings: { VERIFY_EMAIL_COOLDOWN: '0s' } });
}, 60_000);
afterAll(() => server?.close());

async function newest(to: string, kind: string): Promise<{ link: string; token: string }> {
  const { links = [], token = '' } = (await server.inbox.latest(to, { kind })) ?? {};
  return { link: links.find((link) => link.includes('?token=')) ?? 'no link', token };
}

/** An account with a proved address that waits for another. */
async function moving(name: string) {
  const account = await signUp(name, server);
  const { token } = await newest(account.email, 'verify-email');
  await account.client.email.confirmVerification({ token });
  const address = `${name}@new.example.com`;
  await account.client.email.change({ email: address, current_password: password });
  return { ...account, address, ...(await newest(address, 'verify-email')) };
}

/** The same after the change, with the link that the old address got. */
async function moved(name: string) {
  const { token, ...account } = await moving(name);
  await account.client.email.confirmVerification({ token });
  const { link: undo } = await newest(account.email, 'email-changed');
  return { ...account, undo };
}

describe('the link that undoes a change of address', () => {
  it('is not used up by a mail scanner', async () => {
    const { client, address, undo } = await moved('scanned');
    for (const method of ['GET', 'HEAD', 'HEAD', 'GET', 'POST']) {
      expect((await fetch(undo, { method })).status).toBe(method === 'POST' ? 405 : 200);
    }
    expect((await client.profile.get()).email).toBe(address);
  });
});

inBrowser('the small pages of a change of address in a browser', (open) => {
  it('the new address is confirmed by who signs in with the old one', async () => {
    const { client, email, address, link } = await moving('ada');
    const page = await open(link);
    await page.route('**/confirm', (route) => route.abort(), { times: 1 });
    await page.getByLabel('Email address or username').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.keyboard.press('Enter');
    await said(page).toContain('The server can’t be reached');
    const subject = `You are about to confirm ${address}, to take the place of ${email}.`;
    expect(await page.getByText(subject).isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Try again' }).click();
    await said(page).toContain(`${address} is confirmed. It takes the place of ${email}.`);
    expect((await client.profile.get()).email).toBe(address);
  });

  it('the old address comes back by a button, and only by that', async () => {
    const { client, email, address, undo } = await moved('bea');
    const page = await open('about:blank');
    const { complaints, hosts } = watch(page);
    await page.goto(undo);
    expect(page.url()).toBe(`${server.url}/account/undo-email-change`);
    expect((await client.profile.get()).email).toBe(address);
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe('Give me my old address back');
    await page.keyboard.press('Enter');
    await said(page).toContain('Every device was signed out.');
    expect(await page.title()).toBe('Your old address is back');
    expect(await page.getByRole('button').count()).toBe(0);
    expect(complaints).toEqual([]);
    expect(hosts()).toEqual([new URL(server.url).host]);

    expect((await failure(client.profile.get())).code).toBe('signed_out');
    const owner = createProfileClient({ url: server.url });
    await owner.auth.login({ login: email, password });
    expect((await owner.profile.get()).email).toBe(email);
    expect((await newest(email, 'email-change-undone')).link).toContain('token=');

    const second = await open(undo);
    await second.getByRole('button').click();
    await said(second).toContain('It works once, for seven days');
    expect(await second.title()).toBe('This link does not work any more');
    await second.getByRole('link', { name: 'choose a new password' }).click();
    await second.getByRole('heading', { name: 'Forgot your password?' }).waitFor();
  });

  it('says that a link without its token is not whole, and when the server is away', async () => {
    const bare = await open(`${server.url}/account/undo-email-change`);
    await said(bare).toContain('Open the link from the mail again.');
    expect(await bare.getByRole('button').count()).toBe(0);

    const { client, email, undo } = await moved('cleo');
    const page = await open(undo);
    await page.route('**/undo-email-change', (route) => route.abort(), { times: 1 });
    await page.getByRole('button').click();
    await said(page).toContain('The server can’t be reached');
    await page.getByRole('button').click();
    await said(page).toContain('Every device was signed out.');
    expect((await failure(client.profile.get())).code).toBe('signed_out');
    await client.auth.login({ login: email, password });
    expect((await client.profile.get()).email).toBe(email);
  });
});
