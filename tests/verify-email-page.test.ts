import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { inBrowser, said, watch } from './browser.js';
import { findMail } from './outbox.js';
import { startServer, type TestServer } from './server.js';

const password = 'violet-anchor-73-mosaic';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
}, 60_000);
afterAll(() => server?.stop());

interface Call {
  at?: TestServer;
  body?: object;
  token?: string;
}

async function call(path: string, { at = server, body, token }: Call = {}): Promise<Response> {
  return fetch(`${at.url}/api/v1/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: body ? JSON.stringify(body) : null,
  });
}

/** A new account, and what its first mail brought. */
async function signUp(name: string, at = server) {
  const email = `${name}@example.com`;
  const response = await call('auth/register', { at, body: { email, password } });
  expect(response.status).toBe(201);
  const { access_token: token } = (await response.json()) as { access_token: string };
  const read = async (path: string) => (await call(path, { at, token })).json();
  return {
    email,
    ...(await contents(email, 1, at)),
    verified: async () => ((await read('me')) as { email_verified: boolean }).email_verified,
    state: () => read('me/verify-email'),
  };
}

async function contents(email: string, nth: number, at: TestServer) {
  const { text = '' } = await findMail(at.dir, { kind: 'verify-email', to: email, nth });
  const [link = 'no link'] = /http\S+\/account\/verify-email\?token=\S+/.exec(text) ?? [];
  const [code = 'no code'] = /^[0-9]{6}$/m.exec(text) ?? [];
  return { link, code };
}

describe('the answer at the mailed link', () => {
  it('is the same for every token, is kept by no one, and lets no one else run or frame', async () => {
    const { link } = await signUp('headers');
    const [mine, other] = await Promise.all([
      fetch(link),
      fetch(`${server.url}/account/verify-email?token=%3Cscript%3E`),
    ]);
    expect(mine.status).toBe(200);
    expect(await mine.text()).toBe(await other.text());
    expect(Object.fromEntries(mine.headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      'content-type': 'text/html; charset=utf-8',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  });

  it('uses nothing up, whatever a mail scanner does', async () => {
    const { link, state, verified } = await signUp('scanned');
    const before = await state();
    for (const method of ['GET', 'HEAD', 'HEAD', 'GET', 'OPTIONS', 'POST']) {
      const response = await fetch(link, { method });
      if (method !== 'OPTIONS') expect(response.status).toBe(method === 'POST' ? 405 : 200);
    }
    expect(await state()).toEqual(before);
    expect(before).toMatchObject({ status: 'pending' });
    expect(await verified()).toBe(false);
  });
});

inBrowser('the page in a browser', (open) => {
  async function signIn(page: Page, login: string, secret = password) {
    await page.getByLabel('Email address or username').fill(login);
    await page.getByLabel('Password').fill(secret);
    await page.keyboard.press('Enter');
  }

  const resend = (page: Page) => page.getByRole('button', { name: 'Send a new mail' });

  it('confirms once signed in, leaves no session, and works once', async () => {
    const { email, link, state, verified } = await signUp('ada');
    const page = await open('about:blank');
    const { complaints, hosts } = watch(page);
    await page.goto(link);
    expect(page.url()).toBe(`${server.url}/account/verify-email`);
    expect(await state()).toMatchObject({ status: 'pending' });

    const login = page.waitForResponse(/auth\/login$/);
    const logout = page.waitForResponse(/auth\/logout$/);
    await signIn(page, email);
    await said(page).toContain(`${email} is confirmed`);
    expect(await page.title()).toBe('Email address confirmed');
    expect(await page.getByRole('link').count()).toBe(0);
    expect(await page.locator(':focus').getAttribute('id')).toBe('result');
    expect(await verified()).toBe(true);
    expect((await logout).status()).toBe(204);
    const { access_token } = await (await login).json();
    expect((await call('me', { token: access_token })).status).toBe(401);
    expect(complaints).toEqual([]);
    expect(hosts()).toEqual([new URL(server.url).host]);

    const second = await open(link);
    const confirm = vi.fn();
    second.on('request', (request) => request.url().endsWith('/confirm') && confirm());
    await signIn(second, email);
    await said(second).toContain(`${email} is confirmed. This account has no other address`);
    expect(confirm).not.toHaveBeenCalled();
  });

  it("shows the API's sentence for a wrong password, and nothing is used up", async () => {
    const { email, link, verified } = await signUp('wrong');
    const page = await open(link);
    await signIn(page, email, 'not-the-password-1');
    await said(page).toBe('Incorrect login or password.');
    expect(await page.getByLabel('Email address or username').inputValue()).toBe(email);
    expect(await verified()).toBe(false);
    await signIn(page, email);
    await said(page).toContain(`${email} is confirmed`);
    expect(await verified()).toBe(true);
  });

  it('says when the server is away, and goes on without another sign-in', async () => {
    const { email, link, verified } = await signUp('offline');
    const page = await open(link);
    await page.route('**/confirm', (route) => route.abort(), { times: 1 });
    await signIn(page, email);
    await said(page).toContain('The server can’t be reached');
    await page.getByRole('button', { name: 'Try again' }).click();
    await said(page).toContain(`${email} is confirmed`);
    expect(await verified()).toBe(true);
  });

  it('takes the code when there is no token', async () => {
    const { email, code, verified } = await signUp('code');
    const page = await open(`${server.url}/account/verify-email`);
    await page.getByLabel('Six-digit code').fill(` ${code.slice(0, 3)} ${code.slice(3)}`);
    await signIn(page, email);
    await said(page).toContain(`${email} is confirmed`);
    expect(await verified()).toBe(true);
  });

  it("doesn't confirm another's account, and says when a new mail can be had", async () => {
    const [mine, theirs] = [await signUp('mine'), await signUp('theirs')];
    const page = await open(theirs.link);
    const login = page.waitForResponse(/auth\/login$/);
    await signIn(page, mine.email);
    await said(page).toContain('This link or code is not valid any more; ask for a new one.');
    expect([await mine.verified(), await theirs.verified()]).toEqual([false, false]);
    await resend(page).click();
    await said(page).toMatch(/A verification mail was sent a moment ago.* again in \d+ seconds/);
    // Leaving the page ends its session.
    const { access_token: token } = await (await login).json();
    expect((await call('me', { token })).status).toBe(200);
    await page.goto('about:blank');
    await expect.poll(async () => (await call('me', { token })).status).toBe(401);
  });

  it('sends a new mail in place of a dead link, and takes its code at once', async () => {
    const hasty = await startServer({ VERIFY_EMAIL_COOLDOWN: '0s' });
    onTestFinished(() => hasty.stop());
    const { email, verified } = await signUp('late', hasty);
    const page = await open(`${hasty.url}/account/verify-email?token=made-up`);
    await signIn(page, email);
    await said(page).toContain('not valid any more');
    await resend(page).click();
    await said(page).toContain(`A new mail is on its way to ${email}`);
    const { code } = await contents(email, 2, hasty);
    await page.getByLabel('Six-digit code').fill(code);
    await page.keyboard.press('Enter');
    await said(page).toContain(`${email} is confirmed`);
    expect(await verified()).toBe(true);
  });

  it('signs in to nothing and sends nothing when its script does not run', async () => {
    const { link } = await signUp('scriptless');
    const off = await open(link, { javaScriptEnabled: false });
    expect(await off.locator('noscript p').isVisible()).toBe(true);
    expect(await off.getByRole('button').count()).toBe(0);

    const broken = await open('about:blank');
    await broken.route('**/*.js', (route) => route.abort());
    await broken.goto(link);
    const sent = broken.waitForRequest((request) => request.method() === 'POST');
    await signIn(broken, 'someone@example.com');
    expect((await sent).url()).toBe(`${server.url}/account/verify-email`);
    expect((await sent).postData() ?? '').toBe('');
  });
});
