import { createProfileClient, type ProfileClient } from '@profile/sdk';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { inBrowser, watch } from '../browser.js';
import { startServer, type TestServer } from '../server.js';

export const password = 'violet-anchor-73-mosaic';

export interface Suite {
  server(): TestServer;
  /** Opens a path of the account page, as a browser that nobody has used. */
  visit(path?: string, options?: BrowserContextOptions): Promise<Page>;
  /** The same, signed in to a new account, whose client is another device. */
  visitAs(
    name: string,
    path?: string,
  ): Promise<{ page: Page; client: ProfileClient; email: string }>;
}

/** Tests of the account page against a server of their own; no page may complain, or ask another host. */
export function onAccountPage(title: string, tests: (suite: Suite) => void): void {
  inBrowser(title, (open) => {
    let server: TestServer;
    beforeAll(async () => {
      server = await startServer();
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

    tests({
      server: () => server,
      visit,
      async visitAs(name, path) {
        const email = `${name}@example.com`;
        const client = createProfileClient({ url: server.url });
        await client.auth.register({ email, password, username: name });
        const page = await visit(path);
        await signIn(page, name);
        await page.getByRole('button', { name: 'Sign out', exact: true }).first().waitFor();
        return { page, client, email };
      },
    });
  });
}

export async function signIn(page: Page, login: string, secret = password): Promise<void> {
  await page.getByLabel('Email address or username').fill(login);
  await page.getByLabel('Password', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
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
