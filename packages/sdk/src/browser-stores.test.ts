import { describe, expect, it, vi } from 'vitest';
import { cookieTokenStore, createProfileClient, localStorageTokenStore } from './index.js';
import { inBrowser } from './testing/browser.js';
import { gate } from './testing/client.js';
import { createCookieDoor } from './testing/cookie-door.js';
import { createSessionDoor, tokensOf } from './testing/door.js';

const url = 'http://profile.test';
const ada = { login: 'ada', password: 'any' };
const eve = { login: 'eve', password: 'any' };

describe('localStorageTokenStore', () => {
  it('keeps the session for other tabs and after a reload, until somebody signs out', async () => {
    const { entries } = inBrowser();
    const { fetch } = createSessionDoor();
    const tab = () =>
      createProfileClient({ url, fetch, retries: 0, store: localStorageTokenStore() });
    const [one, other] = [tab(), tab()];
    await one.auth.login(ada);
    await expect(other.profile.get()).resolves.toMatchObject({ username: 'ada' });
    expect([...entries.keys()]).toEqual(['profile.tokens']);
    await other.auth.logout();
    await expect(one.profile.get()).rejects.toMatchObject({ code: 'signed_out' });
    expect(entries.size).toBe(0);
  });

  it('keeps those of several servers apart by its key', async () => {
    const { entries } = inBrowser();
    const { fetch } = createSessionDoor();
    const store = (key: string) => localStorageTokenStore({ key });
    const one = createProfileClient({ url, fetch, store: store('one') });
    const other = createProfileClient({ url, fetch, store: store('other') });
    await one.auth.login(ada);
    expect(await other.auth.tokens()).toBeNull();
    await other.auth.login(eve);
    expect([...entries.keys()]).toEqual(['one', 'other']);
    expect(await one.auth.tokens()).toEqual(tokensOf(0));
  });

  it.each([
    ['the browser forbids it', 'SecurityError'],
    ['there is no room', 'QuotaExceededError'],
  ])('makes signing in throw `token_store` when %s', async (_, name) => {
    inBrowser();
    const cause = new DOMException('No', name);
    vi.spyOn(localStorage, 'setItem').mockImplementation(() => {
      throw cause;
    });
    const { fetch } = createSessionDoor();
    const client = createProfileClient({ url, fetch, store: localStorageTokenStore() });
    await expect(client.auth.login(ada)).rejects.toMatchObject({ code: 'token_store', cause });
  });

  it('makes calls throw `token_store` where there is no such thing, or something else in it', async () => {
    const { fetch } = createSessionDoor();
    const client = createProfileClient({ url, fetch, store: localStorageTokenStore() });
    await expect(client.profile.get()).rejects.toMatchObject({ code: 'token_store' });
    const { entries } = inBrowser();
    entries.set('profile.tokens', '{');
    await expect(client.profile.get()).rejects.toMatchObject({ code: 'token_store' });
  });
});

describe('cookieTokenStore', () => {
  /** A browser with the door's cookie; each tab has a memory of its own. */
  function opened(options?: { locks: boolean }) {
    const browser = inBrowser(options);
    const door = createCookieDoor();
    const tab = () =>
      createProfileClient({ url, fetch: door.fetch, retries: 0, store: cookieTokenStore() });
    return { ...browser, door, tab };
  }

  it('keeps the refresh token where no script is, and the access token in memory only', async () => {
    const { door, tab, entries } = opened();
    const client = tab();
    await client.auth.login(ada);
    await expect(client.profile.get()).resolves.toMatchObject({ username: 'ada' });
    const { access_token } = tokensOf(0);
    expect(await client.auth.tokens()).toMatchObject({ access_token });
    expect(await client.auth.tokens()).not.toHaveProperty('refresh_token');
    expect(door.jar.cookie).toBe(tokensOf(0).refresh_token);
    expect([...entries.keys()]).toEqual(['profile.signed-in']);
    expect(JSON.stringify([...entries])).not.toMatch(/access|refresh|ada/);
    expect(door.requests).toEqual(['/api/v1/auth/login', '/trpc/profile.get']);
  });

  it('renews by the cookie after a reload, once, and only then', async () => {
    const { door, tab } = opened();
    await tab().auth.login(ada);
    const reloaded = tab();
    const profiles = await Promise.all([reloaded.profile.get(), reloaded.profile.get()]);
    expect(profiles).toMatchObject([{ username: 'ada' }, { username: 'ada' }]);
    expect(await reloaded.sessions.list().catch(({ code }) => code)).toBe('unexpected_response');
    expect(door.requests.slice(1)).toEqual([
      '/api/v1/auth/refresh',
      '/trpc/profile.get,profile.get',
      '/trpc/sessions.list',
    ]);
  });

  it('renews when the access token has expired', async () => {
    const { door, tab } = opened();
    const client = tab();
    await client.auth.login(ada);
    door.expire();
    await expect(client.profile.get()).resolves.toMatchObject({ username: 'ada' });
    expect(door.jar.cookie).toBe(tokensOf(1).refresh_token);
  });

  it('asks nobody who is signed in when nobody is', async () => {
    const { door, tab } = opened();
    const client = tab();
    await expect(client.profile.get()).rejects.toMatchObject({ code: 'signed_out' });
    await expect(client.auth.refresh()).rejects.toMatchObject({ code: 'signed_out' });
    expect(await client.auth.tokens()).toBeNull();
    expect(door.requests).toEqual([]);
  });

  it('asks once when the cookie is gone, and remembers the answer', async () => {
    const { door, tab, entries } = opened();
    await tab().auth.login(ada);
    door.jar.cookie = undefined;
    const client = tab();
    const expired = vi.fn();
    client.on('signedOut', expired);
    for (const _ of [1, 2]) {
      await expect(client.profile.get()).rejects.toMatchObject({ code: 'signed_out' });
    }
    expect(door.requests).toEqual(['/api/v1/auth/login', '/api/v1/auth/refresh']);
    expect(expired.mock.calls).toEqual([['expired']]);
    expect(entries.size).toBe(0);
  });

  it('ends the session of the cookie when somebody signs out, also right after a reload', async () => {
    const { door, tab } = opened();
    await tab().auth.login(ada);
    const other = tab();
    await other.auth.logout();
    expect(door.jar.cookie).toBeUndefined();
    expect(door.requests).toContain('/api/v1/auth/logout');
    await expect(tab().profile.get()).rejects.toMatchObject({ code: 'signed_out' });
  });

  it('lets go of who was signed in when another tab signs in as somebody else', async () => {
    const { tab } = opened();
    const [one, other] = [tab(), tab()];
    await one.auth.login(ada);
    await one.profile.get();
    await other.auth.login(eve);
    expect(await one.auth.tokens()).toMatchObject({ access_token: '' });
    await other.auth.logout();
    expect(await one.auth.tokens()).toBeNull();
    await expect(one.profile.get()).rejects.toMatchObject({ code: 'signed_out' });
  });

  it('does not repeat a call as somebody else who signed in while its token was renewed', async () => {
    const { door, tab } = opened();
    const one = tab();
    await one.auth.login(ada);
    door.expire();
    const { open, opened: letGo } = gate();
    const reached = gate();
    const slow = createProfileClient({
      url,
      retries: 0,
      store: cookieTokenStore(),
      fetch: async (address, init) => {
        const response = await door.fetch(address, init);
        if (address.includes('profile.update')) {
          reached.open();
          await letGo;
        }
        return response;
      },
    });
    await slow.profile.get();
    door.expire();
    const update = slow.profile.update({ first_name: 'Ada' });
    await reached.opened;
    await tab().auth.login(eve);
    open();
    await expect(update).rejects.toMatchObject({ code: 'signed_out' });
    expect(door.count('profile.update')).toBe(1);
  });

  it('shows what the REST door refuses like any other error', async () => {
    const { door, tab } = opened();
    const client = tab();
    const at = (answer: Response) =>
      createProfileClient({
        url,
        retries: 0,
        store: cookieTokenStore(),
        fetch: async () => answer,
      }).auth.login(ada);
    await expect(
      at(
        Response.json(
          { detail: 'Wait', code: 'too_many_requests' },
          { status: 429, headers: { 'retry-after': '9', 'x-request-id': 'req-7' } },
        ),
      ),
    ).rejects.toMatchObject({
      code: 'too_many_requests',
      status: 429,
      retryAfter: 9,
      requestId: 'req-7',
      message: 'Wait',
    });
    const detail = [{ type: 'missing', loc: ['body', 'password'], msg: 'Field required' }];
    await expect(at(Response.json({ detail }, { status: 422 }))).rejects.toMatchObject({
      code: 'validation_error',
      detail,
    });
    for (const answer of [
      new Response('<h1>Bad Gateway</h1>', { status: 502 }),
      Response.json({ message: 'No' }, { status: 403 }),
      Response.json({ ok: true }),
      Response.json(null),
      new Response('<h1>Hello</h1>'),
    ]) {
      await expect(at(answer)).rejects.toMatchObject({ code: 'unexpected_response' });
    }
    expect(await client.auth.tokens()).toBeNull();
    expect(door.requests).toEqual([]);
  });
});
