import { expect, it } from 'vitest';
import { mailedLink } from '../mailed-links.js';
import { findMail } from '../outbox.js';
import { faultOf, onAccountPage, password } from './account-page.js';
import { look } from './look.js';

onAccountPage('address, password and devices', ({ server, visitAs }) => {
  async function codeFor(to: string): Promise<string> {
    const { text = '' } = await findMail(server().dir, { kind: 'verify-email', to });
    return /^[0-9]{6}$/m.exec(text)?.[0] ?? 'none';
  }

  it('confirms the address by the code of the mail', async () => {
    const { page, client, email } = await visitAs('code', '/email');
    await page.getByText('Not confirmed').waitFor();
    await page.getByRole('button', { name: /^Another mail in \d+ seconds?$/ }).waitFor();
    await look(page, 'email-unconfirmed');
    const code = await codeFor(email);
    await page.getByLabel('Six-digit code').fill(code === '000000' ? '000001' : '000000');
    await page.getByRole('button', { name: 'Confirm' }).click();
    expect(await faultOf(page, 'Six-digit code')).toBe(
      'This link or code is not good any more. Ask for a new mail.',
    );
    await look(page, 'email-wrong-code');
    await page.getByLabel('Six-digit code').fill(code);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText(`${email} is confirmed.`).waitFor();
    await page.getByText('Confirmed', { exact: true }).waitFor();
    await look(page, 'email-confirmed');
    expect(await client.profile.get()).toMatchObject({ email_verified: true });
  });

  it('confirms it by the link, without signing in once more', async () => {
    const { page, client, email } = await visitAs('link');
    const link = await mailedLink(server(), { kind: 'verify-email', to: email });
    const mailed = await page.context().newPage();
    await mailed.goto(link);
    await mailed.getByText(`${email} is confirmed.`).waitFor();
    expect(mailed.url()).toBe(`${server().url}/account/email`);
    expect(await client.profile.get()).toMatchObject({ email_verified: true });
  });

  it('changes the address once the new one is confirmed, or not at all', async () => {
    const { page, client, email } = await visitAs('mover', '/email');
    const change = async (next: string, secret: string) => {
      await page.getByLabel('New email address').fill(next);
      await page.getByLabel('Current password', { exact: true }).fill(secret);
      await page.getByRole('button', { name: 'Change address' }).click();
    };
    await change('first@example.com', 'not-the-password');
    expect(await faultOf(page, 'Current password')).toBe('This is not your current password.');
    await change('first@example.com', password);
    await page.getByRole('heading', { name: 'Waiting for first@example.com' }).waitFor();
    await look(page, 'email-pending');
    await page.getByRole('button', { name: 'Cancel this change' }).click();
    await page.getByText('The change is cancelled.').waitFor();
    expect(await client.email.verification()).toMatchObject({ pending_email: null });

    const next = 'moved@example.com';
    await change(next, password);
    await page.getByRole('heading', { name: `Waiting for ${next}` }).waitFor();
    await page.getByLabel('Six-digit code').fill(await codeFor(next));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText(`${next} is confirmed.`).waitFor();
    expect(await client.profile.get()).toMatchObject({ email: next });
    expect(email).not.toBe(next);
  });

  it('changes the password, says how good it is, and signs out the rest', async () => {
    const { page, client } = await visitAs('changer', '/password');
    await page.getByLabel('Current password', { exact: true }).fill('not-the-password');
    await page.getByLabel('New password', { exact: true }).fill('quiet-lantern-58-harbor');
    await page.getByRole('meter', { name: 'Strength of the password' }).waitFor();
    await page.getByRole('button', { name: 'Change password' }).click();
    expect(await faultOf(page, 'Current password')).toBe('This is not your current password.');
    expect(await page.getByLabel('New password', { exact: true }).inputValue()).not.toBe('');
    await look(page, 'password-refused');
    await page.getByLabel('Current password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('1 other device was signed out.').waitFor();
    await look(page, 'password-changed');
    await expect(client.profile.get()).rejects.toMatchObject({ code: 'signed_out' });
  });

  it('lists the devices, signs one of them out, and then all others', async () => {
    const { page, client, email } = await visitAs('devices', '/devices');
    await page.getByText('This device').waitFor();
    await look(page, 'devices');
    await page.getByRole('listitem').getByRole('button').click();
    await page.getByText('You are signed in nowhere else.').waitFor();
    await expect(client.profile.get()).rejects.toMatchObject({ code: 'signed_out' });

    await client.auth.login({ login: email, password });
    await page.reload();
    await page.getByRole('button', { name: 'Sign out all others' }).click();
    const ask = page.getByRole('alertdialog');
    await ask.waitFor();
    await look(page, 'devices-ending');
    await page.keyboard.press('Escape');
    await ask.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Sign out all others' }).click();
    await ask.getByRole('button', { name: 'Sign out all others' }).click();
    await page.getByText('All other devices are signed out.').waitFor();
    await expect(client.profile.get()).rejects.toMatchObject({ code: 'signed_out' });
  });
});
