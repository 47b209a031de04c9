import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createProfileClient } from '@profile/sdk';
import { createTestProfileServer } from '@profile/testing';
import { expect, it, onTestFinished } from 'vitest';
import { createSite } from './site.js';

async function start() {
  const profile = await createTestProfileServer();
  onTestFinished(() => profile.close());
  const site = createSite(profile.url);
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  onTestFinished(() => {
    site.closeAllConnections();
    site.close();
  });
  const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  return { profile, browser: () => createBrowser(origin) };
}

/** Keeps its cookie and follows where it is sent, as browsers do. */
function createBrowser(origin: string) {
  let cookie = '';
  async function visit(path: string, form?: Record<string, string>): Promise<string> {
    const response = await fetch(origin + path, {
      headers: { cookie },
      redirect: 'manual',
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    const location = response.headers.get('location');
    return location ? visit(location) : `${response.status} ${await response.text()}`;
  }
  return { visit, cookie: () => cookie };
}

it('renders each visitor their own profile, and what is wrong beside the form', async () => {
  const { profile, browser } = await start();
  const visitors = await Promise.all(
    ['ada', 'bob'].map(async (username) => {
      const { password } = await profile.createUser({ username });
      return { username, password, ...browser() };
    }),
  );
  for (const { visit, username, password, cookie } of visitors) {
    expect(await visit('/')).toContain('<h1>Sign in</h1>');
    expect(await visit('/sign-in', { login: username, password })).toContain(`Hello ${username}`);
    expect(cookie()).toMatch(/^site_session=[\w-]{32}$/);
  }
  const [ada, bob] = visitors;
  expect(await ada?.visit('/', { display_name: '<b>Ada</b>' })).toContain('Hello &#60;b&#62;Ada');
  expect(await bob?.visit('/')).toContain('Hello bob');

  const refused = await ada?.visit('/', { display_name: 'x'.repeat(500) });
  expect(await ada?.visit('/', { display_name: 'x'.repeat(20_000) })).toMatch(/^413 /);
  expect(refused).toMatch(/^422 .*<h1>Hello &#60;b&#62;Ada.*String should have at most/s);
});

it('keeps a visitor signed in for as long as the session lives, and not a moment longer', async () => {
  const { profile, browser } = await start();
  const { username: login, password, email } = await profile.createUser();
  const { visit } = browser();
  expect(await visit('/sign-in', { login, password: 'wrong' })).toMatch(/^401 .*Incorrect login/s);
  await visit('/sign-in', { login, password });
  await profile.clock.advance({ days: 3 });
  expect(await visit('/')).toContain(email);

  const elsewhere = createProfileClient({ url: profile.url });
  await elsewhere.auth.login({ login, password });
  await elsewhere.password.change({
    current_password: password,
    new_password: 'quiet-lantern-58-harbor',
  });
  expect(await visit('/')).toContain('<h1>Sign in</h1>');
});

it('forgets whoever signs out, and says when profiles are out of reach', async () => {
  const { profile, browser } = await start();
  const { username: login, password } = await profile.createUser();
  const { visit } = browser();
  await visit('/sign-in', { login, password });
  expect(await visit('/sign-out', {})).toContain('<h1>Sign in</h1>');
  expect(await visit('/')).toContain('<h1>Sign in</h1>');
  await visit('/sign-in', { login, password });
  await profile.close();
  expect(await visit('/')).toMatch(/^502 .*out of reach/);
});
