import {
  ProfileProvider,
  type ProfileProviderProps,
  profileQuery,
  useEmailVerification,
  useProfile,
  useSignedIn,
} from '@profile/sdk/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { waitFor } from '@testing-library/react';
import { createElement } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { expect, it, onTestFinished } from 'vitest';
import { signUp, startServer } from './app.js';

function Page() {
  const signedIn = useSignedIn();
  const { data } = useProfile();
  const { secondsUntilResend } = useEmailVerification();
  return createElement('p', null, `${signedIn} ${data?.display_name} ${secondsUntilResend}`);
}

function app(given: ProfileProviderProps, queries = new QueryClient()) {
  onTestFinished(() => queries.clear());
  const page = createElement(ProfileProvider, given, createElement(Page));
  return createElement(QueryClientProvider, { client: queries }, page);
}

it('a server that renders asks for nothing and knows of nobody', async () => {
  const { client, sent } = await signUp(await startServer());
  expect(renderToString(app({ client }))).toBe('<p>undefined undefined 0</p>');
  await new Promise(setImmediate);
  expect(sent).toEqual([]);
});

it('what it has read is shown there, and by the browser from the first moment', async () => {
  const { client, calls } = await signUp(await startServer());
  const profile = await client.profile.update({ display_name: 'Ada' });
  const html = renderToString(app({ client, profile }));
  expect(html).toBe('<p>true Ada 0</p>');

  const page = document.createElement('div');
  page.innerHTML = html;
  const complaints: unknown[] = [];
  const root = hydrateRoot(page, app({ client, profile }), {
    onRecoverableError: (error) => complaints.push(error),
  });
  onTestFinished(() => root.unmount());
  expect(page.textContent).toBe('true Ada 0');
  await client.profile.update({ display_name: 'Augusta' });
  await waitFor(() => expect(page.textContent).toMatch(/^true Augusta/));
  await client.auth.logout();
  await waitFor(() => expect(page.textContent).toBe('false undefined 0'));
  expect(complaints).toEqual([]);
  expect(calls('profile.get')).toBeLessThanOrEqual(1);
});

it('a loader may read ahead of the page', async () => {
  const { client, calls } = await signUp(await startServer());
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: 60_000 } } });
  onTestFinished(() => queries.clear());
  const { username } = await queries.ensureQueryData(profileQuery(client));
  expect(queries.getQueryData(profileQuery(client).queryKey)?.username).toBe(username);
  expect(calls('profile.get')).toBe(1);
});
