import { createProfileClient, type ProfileClient } from '@profile/sdk';
import { type BrowserContextOptions, type Page, request } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { inBrowser, watch } from '../browser.js';
import { startServer, type TestServer } from '../server.js';

export const password = 'violet-anchor-73-mosaic';

export interface Suite {
  server(): TestServer;
  /** Opens a path of the account page, as a browser that nobody has used. */
  visit(path?: string, options?: BrowserContextOptions): Promise<Page>;
  /** A new account and a client of it, with nobody at the page. */
  stranger(name: string): Promise<{ client: ProfileClient; email: string }>;
  /** Opens it signed in to a new account, whose client is another device. */
  visitAs(
    name: string,
    path?: string,
    options?: BrowserContextOptions,
  ): Promise<{ page: Page; client: ProfileClient; email: string }>;
}

/** Tests of the account page against a server of their own; no page may complain, or ask another host. */
export function onAccountPage(
  title: string,
  tests: (suite: Suite) => void,
  settings: Record<string, string> = {},
): void {
  inBrowser(title, (open) => {
    let server: TestServer;
    beforeAll(async () => {
      server = await startServer(settings);
    });
    afterAll(() => server?.stop());

    const visit: Suite['visit'] = async (path = '', options = {}) => {
      const page = await open('about:blank', {
        locale: 'en-GB',
        reducedMotion: 'reduce',
        ...options,
      });
      page.context().on('page', watched);
      watched(page);
      await page.goto(`${server.url}/account${path}`);
      return page;
    };

    function watched(page: Page): void {
      const { complaints, hosts } = watch(page);
      onTestFinished(() => {
        // The browser tells of every answer that isn't a success.
        expect(
          complaints.filter(
            (each) => !/^Failed to load resource|dynamically imported module/.test(each),
          ),
        ).toEqual([]);
        expect(hosts().filter((host) => host !== new URL(server.url).host)).toEqual([]);
      });
    }

    const stranger: Suite['stranger'] = async (name) => {
      const email = `${name}@example.com`;
      const client = createProfileClient({ url: server.url });
      await client.auth.register({ email, password, username: name });
      return { client, email };
    };

    tests({
      server: () => server,
      visit,
      stranger,
      async visitAs(name, path, options) {
        const account = await stranger(name);
        const storageState = await signedIn(server.url, name);
        const page = await visit(path, { ...options, storageState });
        await page.locator('header.top').waitFor();
        return { page, ...account };
      },
    });
  });
}

/** What a browser keeps of somebody who has signed in, without a page to do it at. */
async function signedIn(url: string, login: string) {
  const api = await request.newContext({ extraHTTPHeaders: { origin: url } });
  const data = { login, password, token_delivery: 'cookie' };
  const answer = await api.post(`${url}/api/v1/auth/login`, { data });
  expect(answer.status()).toBe(200);
  const { cookies } = await api.storageState();
  await api.dispose();
  const localStorage = [{ name: 'profile.signed-in', value: 'by a test' }];
  return { cookies, origins: [{ origin: url, localStorage }] };
}

/** Chooses in a field that is searched by typing. */
export async function choose(
  page: Page,
  label: string,
  typed: string,
  option: RegExp,
): Promise<void> {
  await search(page, label, typed);
  await page.getByRole('option', { name: option }).first().click();
}

export async function search(page: Page, label: string, typed: string): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).click();
  await page.getByPlaceholder('Search').fill(typed);
}

/** The fault that a field is described by. */
export async function faultOf(page: Page, label: string): Promise<string | null> {
  const field = page.getByLabel(label, { exact: true });
  await page.locator('[aria-invalid=true]').first().waitFor();
  expect(await field.getAttribute('aria-invalid')).toBe('true');
  const [id = ''] = ((await field.getAttribute('aria-describedby')) ?? '').split(' ');
  return page.locator(`[id="${id}"]`).textContent();
}
