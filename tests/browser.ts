import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = places.find((place) => existsSync(place));

export type Open = (url: string, options?: BrowserContextOptions) => Promise<Page>;

/** Tests in Chromium; `open` gives a page of a context of its own. */
export function inBrowser(title: string, tests: (open: Open) => void): void {
  if (!executablePath) {
    withoutBrowser(title);
    return;
  }
  describe(title, () => {
    let browser: Browser;
    beforeAll(async () => {
      // Chromium's own sandbox can't be had by root or in most containers.
      browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    }, 60_000);
    afterAll(() => browser?.close());

    tests(async (url, options = {}) => {
      const context = await browser.newContext(options);
      onTestFinished(() => context.close());
      context.setDefaultTimeout(30_000);
      const page = await context.newPage();
      await page.goto(url);
      return page;
    });
  });
}

/** Skipped, but for where it is said that nothing may be. */
function withoutBrowser(title: string): void {
  const why = `there is no ${places[0]} (apt-get install chromium)`;
  if (process.env.REQUIRE_BROWSER) {
    it(title, () => expect.fail(`REQUIRE_BROWSER is set, and ${why}`));
    return;
  }
  // The default reporter doesn't name the tests it skips.
  console.warn(`${title}: skipped, since ${why}`);
  describe.skip(title, () => it('needs a browser'));
}

/** What the page tells, waited for. */
export const said = (page: Page): ReturnType<typeof expect.poll<string | null>> =>
  expect.poll(() => page.getByRole('status').textContent(), { timeout: 15_000 });

/** All that the page complains of and all the hosts that it asks, from now on. */
export function watch(page: Page) {
  const complaints: string[] = [];
  const hosts = new Set<string>();
  page.on('console', (message) => {
    // Chromium's tips, such as to name the user beside a new password, are none.
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  return { complaints, hosts: () => [...hosts] };
}
