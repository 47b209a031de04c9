import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createProfileClient } from '@profile/sdk';
import { createTestProfileServer } from '@profile/testing';
import { chromium } from 'playwright-core';
import { build, type Rolldown } from 'vite';
import { describe, expect, it, onTestFinished } from 'vitest';

const executablePath = '/usr/bin/chromium';
const found = existsSync(executablePath);
if (!found) console.warn(`The React app is skipped, since there is no ${executablePath}`);

/** The app as its visitors have it, and the profiles behind it. */
async function start() {
  const files = new Map<string, string | Uint8Array>();
  const site = createServer(({ url }, response) => {
    const path = url === '/' ? 'index.html' : (url ?? '').slice(1);
    const body = files.get(path);
    const type = path.endsWith('.js') ? 'text/javascript' : 'text/html';
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': type }).end(body);
  });
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  const server = await createTestProfileServer({ settings: { CORS_ORIGINS: origin } });
  const { output } = (await build({
    root: fileURLToPath(new URL('.', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    define: { 'import.meta.env.VITE_PROFILE_URL': JSON.stringify(server.url) },
    build: { write: false },
  })) as Rolldown.RolldownOutput;
  for (const file of output) files.set(file.fileName, 'code' in file ? file.code : file.source);

  // Chromium's own sandbox can't be had by root or in most containers.
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  onTestFinished(async () => {
    await browser.close();
    site.closeAllConnections();
    site.close();
    await server.close();
  });
  const page = await browser.newPage();
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(origin);
  return { server, page, complaints };
}

describe.skipIf(!found)('the React app', { timeout: 120_000 }, () => {
  it('signs in, shows faults beside their fields, saves, and learns who was faster', async () => {
    const { server, page, complaints } = await start();
    const { username, password, tokens } = await server.createUser();
    const signIn = async (given: string) => {
      await page.getByLabel('Name or address').fill(username);
      await page.getByLabel('Password').fill(given);
      await page.getByRole('button', { name: 'Sign in' }).click();
    };
    await signIn('wrong');
    await page.getByText('Incorrect login or password').waitFor();
    await signIn(password);
    await page.getByRole('heading', { name: `Hello ${username}` }).waitFor();

    await page.getByLabel('Display name').fill('Ada');
    await page.getByLabel('Phone').fill('12345');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('A phone number starts with +').waitFor();
    await page.getByLabel('Phone').fill('+49 30 901820');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    await page.getByRole('heading', { name: 'Hello Ada' }).waitFor();
    expect(await page.getByLabel('Phone').inputValue()).toBe('+4930901820');

    const store = { load: () => tokens, save: () => {} };
    const elsewhere = createProfileClient({ url: server.url, store });
    await elsewhere.profile.update({ display_name: 'Augusta', timezone: 'Europe/London' });
    await page.getByLabel('Phone').fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The profile has changed since you read it').waitFor();
    expect(await page.getByLabel('Time zone').inputValue()).toBe('Europe/London');
    await page.getByRole('button', { name: 'Keep mine' }).click();
    await page.getByText('Saved.').waitFor();
    expect(await elsewhere.profile.get()).toMatchObject({ display_name: 'Augusta', phone: null });

    // Its token has expired, which the SDK mends unseen.
    await server.clock.advance({ minutes: 15 });
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(complaints).toEqual([]);
  });
});
