import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { password, signUp } from './accounts.js';
import { findMail } from './outbox.js';
import { startServer, type TestServer } from './server.js';

const executablePath = '/usr/bin/chromium';
const found = existsSync(executablePath);
const why = found
  ? ''
  : `: skipped, since there is no ${executablePath} (apt-get install chromium)`;
// The default reporter doesn't name the tests it skips.
if (!found) console.warn(`The mailbox in a browser${why}`);

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
}, 60_000);
afterAll(() => server?.stop());

it('the server names the mailbox when it starts', () => {
  expect(server.output()).toContain(`Mailbox    ${server.url}/dev/mailbox\n`);
});

describe.skipIf(!found)(`the mailbox in a browser${why}`, { timeout: 60_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    // Chromium's own sandbox can't be had by root or in most containers.
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  }, 60_000);
  afterAll(() => browser?.close());

  /** The page, and what it asks for and complains of while it is open. */
  async function open(options: BrowserContextOptions = {}) {
    const context = await browser.newContext(options);
    onTestFinished(() => context.close());
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => {
      // Playwright's own, by which it looks into the frame.
      if (!message.text().startsWith('Blocked script execution')) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(`${server.url}/dev/mailbox`);
    return { page, complaints, requests };
  }

  it('shows a mail as it looks, whose button leads to its page in the same window', async () => {
    const { email } = await signUp('ada', server);
    await findMail(server.dir, { kind: 'verify-email', to: email });
    const { page, complaints, requests } = await open();
    const [mail] = await page.locator('details.mail[open]').all();
    expect(await mail?.locator('.to').textContent()).toBe(email);

    const button = page.frameLocator('iframe').first().getByRole('link').first();
    await button.waitFor();
    // Its styles are there, though the page allows no inline ones of its own.
    expect((await button.boundingBox())?.height).toBeGreaterThan(30);
    await button.click();
    await page.waitForURL(/\/account\/verify-email/);
    await page.getByLabel('Email address or username').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.keyboard.press('Enter');
    await page.getByText(`${email} is confirmed`).waitFor();
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !url.startsWith(server.url))).toEqual([]);
  });

  it('has the link beside the mail and the text below it', async () => {
    const { email } = await signUp('bob', server);
    const { text = '' } = await findMail(server.dir, { kind: 'verify-email', to: email });
    const { page } = await open();
    const mail = page.locator('details.mail', { hasText: email });
    await mail.getByText('As text').click();
    expect(await mail.locator('pre').textContent()).toBe(text);
    await mail.locator('.links a').first().click();
    await page.waitForURL(/\/account\/verify-email/);
  });

  it('runs and loads nothing that a mail brings along', async () => {
    const asked: string[] = [];
    const other = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const beacon = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    const html = `<html><head><style>@import url(${beacon}1);p{width:123px}</style>
<link rel="stylesheet" href="${beacon}2"></head>
<body onload="top.location='${beacon}3'"><p>Hi</p><img src="${beacon}4"><img src="x" onerror="fetch('${beacon}5')">
<script>fetch('${beacon}6')</script><iframe src="${beacon}7"></iframe><p style="background:url(${beacon}8)"></p>
<object data="${beacon}9"></object><form action="${beacon}10"><button>Send</button></form>
<meta http-equiv="refresh" content="0;url=${beacon}11"></body></html>`;
    const source = `From: a@example.com\r\nTo: eve@example.com\r\nSubject: <script>alert(1)</script>\r\nX-Profile-Mail: x\r\nDate: Mon, 01 Jan 2035 00:00:00 +0000\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}`;
    await writeFile(join(server.dir, 'outbox', '2035-01-01-x-mail_eve.eml'), source);
    const { page } = await open();
    const frame = page.frameLocator('iframe').first();
    expect(await frame.getByText('Hi').boundingBox()).toMatchObject({ width: 123 });
    expect(await page.locator('.subject').first().textContent()).toBe('<script>alert(1)</script>');
    await frame.getByRole('button', { name: 'Send' }).click();
    await page.waitForTimeout(1_000);
    expect(page.url()).toBe(`${server.url}/dev/mailbox`);
    expect(asked).toEqual([]);
  });

  it.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['phone', { colorScheme: 'light', viewport: { width: 360, height: 740 } }],
  ] as const)('fits its window, %s', async (_, options) => {
    const { page } = await open(options);
    const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
    expect(wide).toBe(false);
  });
});
