import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startServer, type TestServer } from './server.js';

const executablePath = '/usr/bin/chromium';
const found = existsSync(executablePath);
const why = found
  ? ''
  : `: skipped, since there is no ${executablePath} (apt-get install chromium)`;
// The default reporter doesn't name the tests it skips.
if (!found) console.warn(`The reference in a browser${why}`);

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
}, 60_000);
afterAll(() => server?.stop());

interface Operation {
  summary: string;
}

describe.skipIf(!found)(`the reference in a browser${why}`, { timeout: 60_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    // Chromium's own sandbox can't be had by root or in most containers.
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  }, 60_000);
  afterAll(() => browser?.close());

  /** The page, and what it asks for and complains of while it is open. */
  async function open(path = '/docs', options: BrowserContextOptions = {}) {
    const context = await browser.newContext({
      viewport: { width: 1400, height: 1000 },
      ...options,
    });
    onTestFinished(() => context.close());
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    const requests: URL[] = [];
    const complaints: string[] = [];
    context.on('request', (request) => requests.push(new URL(request.url())));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    await page.goto(server.url + path);
    await field(page).waitFor();
    return { page, requests, complaints };
  }

  const field = (page: Page) => page.getByPlaceholder('Token').first();

  /** Opens the dialog of an operation, sends what is in it, and gives the answer. */
  async function attempt(page: Page, method: string, path: string) {
    const name = `Test Request (${method.toLowerCase()} ${path})`;
    await page.getByRole('button', { name, exact: true }).click();
    const answer = page.waitForResponse((response) => response.url() === server.url + path);
    await page.getByRole('button', { name: /^Send/ }).first().click();
    const response = await answer;
    await page.getByText(`${response.status()} ${response.statusText()}`).waitFor();
    await page.keyboard.press('Escape');
    return response;
  }

  const goTo = (page: Page, summary: string) =>
    page.getByRole('link', { name: summary }).first().click();

  it('names every operation', async () => {
    const { page, complaints } = await open();
    const { paths } = (await (await fetch(`${server.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, Operation>>;
    };
    const summaries = Object.values(paths).flatMap((methods) =>
      Object.values(methods).map(({ summary }) => summary),
    );
    expect(summaries).toContain('Get Profile');
    for (const summary of summaries) {
      await page.getByRole('link', { name: summary }).first().waitFor();
    }
    expect(await page.title()).toBe('Profile API');
    expect(complaints).toEqual([]);
  });

  it('signs up with the example, and reads the profile with the token', async () => {
    const { page, requests, complaints } = await open();
    await goTo(page, 'Sign Up');
    const signedUp = await attempt(page, 'POST', '/api/v1/auth/register');
    expect(signedUp.status()).toBe(201);
    const { access_token } = await signedUp.json();

    await goTo(page, 'Introduction');
    await field(page).fill(access_token);
    await goTo(page, 'Get Profile');
    const read = await attempt(page, 'GET', '/api/v1/me');
    expect([read.status(), await read.json()]).toMatchObject([
      200,
      { username: 'ada', version: 1 },
    ]);

    await goTo(page, 'Update Profile');
    const updated = await attempt(page, 'PATCH', '/api/v1/me');
    expect([updated.status(), await updated.json()]).toMatchObject([
      200,
      { display_name: 'Ada L.', phone: '+4930901820', version: 2 },
    ]);
    expect(complaints).toEqual([]);
    expect(requests.map(({ pathname }) => pathname)).toEqual([
      '/docs',
      '/docs/scalar.js',
      '/docs/docs.js',
      '/openapi.json',
      '/api/v1/auth/register',
      '/api/v1/me',
      '/api/v1/me',
    ]);
  });

  it('asks nobody but its own server, keeps no token, whatever is clicked', async () => {
    const { page, requests, complaints } = await open('/docs', { colorScheme: 'dark' });
    expect(await page.locator('body').getAttribute('class')).toContain('dark-mode');
    await field(page).fill('secret-token');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('password');
    await page
      .getByRole('option', { name: /Change Password/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Copy as Markdown' }).first().click();
    await page
      .getByRole('button', { name: /light mode/i })
      .first()
      .click();
    const download = page.waitForEvent('download');
    await page.getByText('Download OpenAPI Document').first().click();
    await (await download).path();
    await page.waitForTimeout(2000);

    expect(new Set(requests.map(({ origin }) => origin))).toEqual(new Set([server.url]));
    expect(complaints).toEqual([]);
    expect(JSON.stringify(await page.context().storageState())).not.toContain('secret-token');
  });

  it('says where the text is when its script does not run', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(`${server.url}/docs`);
    await page.getByRole('link', { name: 'the list of pages' }).click();
    expect(await page.locator('body').textContent()).toContain('# Profile');
  });
});
