import { createProfileClient, memoryTokenStore, type ProfileClient } from '@profile/sdk';
import { ProfileProvider } from '@profile/sdk/react';
import { createTestProfileServer, type TestProfileServer } from '@profile/testing';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderHook, waitFor } from '@testing-library/react';
import { createElement, type ReactNode, StrictMode } from 'react';
import { onTestFinished } from 'vitest';

/** A server of one test. */
export async function startServer(settings: Record<string, string> = {}) {
  const server = await createTestProfileServer({ listen: false, settings });
  onTestFinished(() => server.close());
  return server;
}

/** A client of somebody who has just signed up, and what it sends. */
export async function signUp(server: TestProfileServer) {
  const user = await server.createUser();
  return { user, ...clientOf(server, memoryTokenStore(user.tokens)) };
}

/** A client whose requests are noted, and wait while the door is shut. */
export function clientOf(server: TestProfileServer, store = memoryTokenStore()) {
  const sent: { path: string; body: string }[] = [];
  let held = '';
  let open = Promise.resolve();
  const client = createProfileClient({
    url: server.url,
    store,
    async fetch(url, init) {
      const { pathname } = new URL(url);
      sent.push({ path: pathname, body: String(init.body ?? '') });
      if (pathname.includes(held)) await open;
      return server.fetch(url, init);
    },
  });
  /** Has requests of a procedure wait until what it gives is called. */
  const shut = (name: string) => {
    held = name;
    const { promise, resolve } = withResolvers();
    open = promise;
    return resolve;
  };
  /** How many requests have called a procedure. */
  const calls = (name: string) =>
    sent.filter(({ path }) => path.split(/[/,]/).includes(name)).length;
  return { client, sent, calls, shut };
}

function withResolvers() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** What stands around the components of an app. */
function around(client: ProfileClient, queries = new QueryClient()) {
  return ({ children }: { children: ReactNode }) =>
    createElement(
      StrictMode,
      null,
      createElement(
        QueryClientProvider,
        { client: queries },
        createElement(ProfileProvider, { client }, children),
      ),
    );
}

/** Runs a hook in an app of the client's, until it is unmounted. */
export function run<Result>(
  client: ProfileClient,
  hook: () => Result,
  queries = new QueryClient(),
) {
  onTestFinished(() => queries.clear());
  const { result, unmount } = renderHook(hook, { wrapper: around(client, queries) });
  return {
    queries,
    unmount,
    /** What the hook gives now. */
    now: () => result.current,
    /** Waits until what the hook gives is so. */
    until: (is: (given: Result) => unknown) =>
      waitFor(() => {
        if (!is(result.current)) throw new Error(JSON.stringify(result.current));
        return result.current;
      }),
  };
}
