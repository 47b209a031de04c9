import { createProfileClient, localStorageTokenStore, memoryTokenStore } from '@profile/sdk';
import {
  profileQuery,
  sessionsQuery,
  useProfile,
  useProfileClient,
  useProfileMutation,
  useSessions,
  useSignedIn,
} from '@profile/sdk/react';
import type { TestProfileServer } from '@profile/testing';
import { QueryClient } from '@tanstack/react-query';
import { renderHook } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { clientOf, run, signUp, startServer } from './app.js';

const all = () => ({
  signedIn: useSignedIn(),
  profile: useProfile(),
  sessions: useSessions(),
  signIn: useProfileMutation('auth.login'),
  signOut: useProfileMutation('auth.logout'),
});

/** Two tabs of one browser, with a page of their own each. */
function tabsOf(server: TestProfileServer) {
  const tab = () => {
    const { client, calls } = clientOf(server, localStorageTokenStore());
    return { client, calls, app: run(client, all) };
  };
  return [tab(), tab()] as const;
}

describe('somebody who is signed in', () => {
  it('is unknown while the store is read, and asked for nothing until then', async () => {
    const server = await startServer();
    const { tokens } = await server.createUser();
    let read = () => {};
    const store = {
      load: () =>
        new Promise<typeof tokens>((resolve) => {
          read = () => resolve(tokens);
        }),
      save() {},
    };
    const { client, sent } = clientOf(server, store);
    const app = run(client, all);
    expect(app.now().signedIn).toBeUndefined();
    expect(app.now().profile.fetchStatus).toBe('idle');
    read();
    await app.until(({ signedIn }) => signedIn === true);
    expect(sent).toEqual([]);
  });

  it('is nobody when there are no tokens, and nothing is sent', async () => {
    const server = await startServer();
    const { client, sent } = clientOf(server);
    const app = run(client, all);
    await app.until(({ signedIn }) => signedIn === false);
    expect(app.now().profile.data).toBeUndefined();
    expect(sent).toEqual([]);
  });

  it('is nobody when the store fails, and signing in says why', async () => {
    const server = await startServer();
    const { username, password } = await server.createUser();
    const fail = () => {
      throw new Error('private mode');
    };
    const { client } = clientOf(server, { load: fail, save: fail });
    const app = run(client, all);
    await app.until(({ signedIn }) => signedIn === false);
    app.now().signIn.mutate({ login: username, password });
    await app.until(({ signIn }) => signIn.error?.code === 'token_store');
  });

  it('has one request for each thing that is shown, however often effects run', async () => {
    const server = await startServer();
    const { client, calls } = await signUp(server);
    const app = run(client, () => [all(), all()]);
    await app.until(([, second]) => second?.profile.data && second.sessions.data);
    expect([calls('profile.get'), calls('sessions.list')]).toEqual([1, 1]);
  });

  it('leaves nothing behind: neither what was read nor what was on its way', async () => {
    const server = await startServer();
    const { client, shut } = await signUp(server);
    const app = run(client, all);
    await app.until(({ profile, sessions }) => profile.data && sessions.data);
    const open = shut('sessions.list');
    void app.now().sessions.refetch();
    await app.now().signOut.mutateAsync();
    open();
    await app.until(({ signedIn }) => signedIn === false);
    expect(app.now().profile.data).toBeUndefined();
    expect(app.now().sessions.data).toBeUndefined();
    expect(app.queries.getQueryData(profileQuery(client).queryKey)).toBeUndefined();
    expect(app.queries.getQueryData(sessionsQuery(client).queryKey)).toBeUndefined();
    expect(JSON.stringify(app.queries.getQueryCache().getAll())).not.toContain('@example.com');
  });

  it('gives way to whoever signs in after, of whom nothing is mixed in', async () => {
    const server = await startServer();
    const { client, user } = await signUp(server);
    const other = await server.createUser();
    const seen = new Set<string>();
    const app = run(client, () => {
      const all_ = all();
      if (all_.profile.data) seen.add(all_.profile.data.username);
      return all_;
    });
    await app.until(({ profile }) => profile.data?.username === user.username);
    app.now().signIn.mutate({ login: other.username, password: other.password });
    await app.until(({ profile }) => profile.data?.username === other.username);
    expect([...seen]).toEqual([user.username, other.username]);
  });

  it('whose session was ended elsewhere is nobody any more', async () => {
    const server = await startServer();
    const { client, user } = await signUp(server);
    const app = run(client, all);
    await app.until(({ profile }) => profile.data);
    const store = memoryTokenStore();
    const elsewhere = createProfileClient({ url: server.url, fetch: server.fetch, store });
    await elsewhere.auth.login({ login: user.username, password: user.password });
    await elsewhere.auth.logout('all');
    void app.now().profile.refetch();
    await app.until(({ signedIn }) => signedIn === false);
    expect(app.now().profile.data).toBeUndefined();
  });

  it('has tokens that are nowhere in the cache', async () => {
    const server = await startServer();
    const { client, user } = await signUp(server);
    const app = run(client, all);
    await app.until(({ profile, sessions }) => profile.data && sessions.data);
    const cached = JSON.stringify(app.queries.getQueryCache().getAll());
    expect(cached).toContain(user.username);
    expect(cached).not.toContain(user.tokens.access_token);
  });
});

describe('two tabs', () => {
  it('agree on who is signed in', async () => {
    const server = await startServer();
    const { username, password } = await server.createUser();
    const [one, two] = tabsOf(server);
    await two.app.until(({ signedIn }) => signedIn === false);
    one.app.now().signIn.mutate({ login: username, password });
    await two.app.until(({ profile }) => profile.data?.username === username);
    one.app.now().signOut.mutate();
    await two.app.until(({ signedIn, profile }) => signedIn === false && !profile.data);
  });

  it('show the profile as either has changed it', async () => {
    const server = await startServer();
    const { username, password } = await server.createUser();
    const [one, two] = tabsOf(server);
    one.app.now().signIn.mutate({ login: username, password });
    await two.app.until(({ profile }) => profile.data);
    await one.client.profile.update({ display_name: 'Ada' });
    await one.app.until(({ profile }) => profile.data?.display_name === 'Ada');
    await two.app.until(({ profile }) => profile.data?.display_name === 'Ada');
  });
});

describe('two clients on one page', () => {
  it("don't mix, also in one cache", async () => {
    const server = await startServer();
    const [first, second] = await Promise.all([signUp(server), signUp(server)]);
    const queries = new QueryClient();
    const apps = [run(first.client, all, queries), run(second.client, all, queries)] as const;
    await apps[0].until(({ profile }) => profile.data?.username === first.user.username);
    await apps[1].until(({ profile }) => profile.data?.username === second.user.username);
    apps[0].now().signOut.mutate();
    await apps[0].until(({ signedIn }) => signedIn === false);
    expect(apps[1].now().profile.data?.username).toBe(second.user.username);
    expect(apps[1].now().signedIn).toBe(true);
  });
});

it('a hook outside of a provider says what is missing', () => {
  expect(() => renderHook(() => useProfileClient())).toThrow('Put a ProfileProvider around');
});
