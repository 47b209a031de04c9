import type { AppRouter } from '@profile/api';
import {
  createTRPCClient,
  httpBatchLink,
  httpBatchStreamLink,
  httpLink,
  TRPCClientError,
  type TRPCLink,
} from '@trpc/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Account, startApp, type TestApp } from './testing/app.js';
import { openStockDoor } from './testing/stock-door.js';

let app: TestApp;
let stock: Awaited<ReturnType<typeof openStockDoor>>;
let account: Account;
beforeAll(async () => {
  app = await startApp();
  stock = await openStockDoor(app);
  account = await app.signUp();
});
afterAll(async () => {
  stock.close();
  await app.close();
});

interface Door {
  url: string;
  headers?: Record<string, string>;
  methodOverride?: 'POST';
}

const links: Record<string, (door: Door) => TRPCLink<AppRouter>> = {
  httpLink,
  httpBatchLink,
  httpBatchStreamLink,
};

/** What came of a call, as the caller sees it; what a tRPC error says in full. */
async function seen(call: Promise<unknown>) {
  return call.catch((error: unknown) => {
    if (!(error instanceof TRPCClientError)) throw error;
    return { message: error.message, shape: error.shape };
  });
}

/** Called side by side, so links that can will batch them. */
function callAll(link: TRPCLink<AppRouter>) {
  const trpc = createTRPCClient<AppRouter>({ links: [link] });
  const unknown = (trpc as unknown as Record<string, typeof trpc.profile>).nothing;
  return Promise.all(
    [
      trpc.profile.get.query(),
      trpc.sessions.list.query(),
      unknown?.get.query() ?? Promise.reject(new Error('A client knows every name')),
      trpc.profile.update.mutate({ first_name: 'Ada' }),
      trpc.profile.update.mutate({ locale: 1 } as never),
      trpc.profile.update.mutate({ first_name: 'Eve', expected_version: 77 }),
      trpc.auth.login.mutate({ login: 'nobody', password: 'wrong' }),
      trpc.password.change.mutate({ current_password: 'no', new_password: 'violet' }),
      trpc.sessions.revoke.mutate({ id: 'ses_none' }),
    ].map(seen),
  );
}

const askers = {
  'somebody signed in': () => ({ authorization: `Bearer ${account.access_token}` }),
  nobody: () => ({}),
  'a bad token': () => ({ authorization: 'Bearer bad' }),
};

const cases = Object.keys(links).flatMap((link) =>
  Object.keys(askers).map((who) => [link, who as keyof typeof askers] as const),
);

it.each(cases)(
  "tRPC's own client sees the same by %s as of its own server, with %s",
  async (name, who) => {
    // The first of two answers would otherwise be of an earlier version.
    await app.rpc('profile.update', { first_name: 'Ada' }, account.access_token);
    const link = links[name] as (typeof links)[string];
    const headers = askers[who]();
    const [ours, theirs] = await Promise.all(
      [app.url, stock.url].map((url) => callAll(link({ url: `${url}/trpc`, headers }))),
    );
    expect(ours).toEqual(theirs);
    const refused = { shape: expect.objectContaining({ data: expect.anything() }) };
    const profile = expect.objectContaining({ email: account.email, first_name: 'Ada' });
    const signedIn = who === 'somebody signed in';
    // By name, so that what fails at both alike is no agreement.
    expect(ours).toMatchObject([
      signedIn ? profile : refused,
      signedIn ? { sessions: [{ current: true }] } : refused,
      refused,
      signedIn ? profile : refused,
      ...[refused, refused, refused, refused],
      signedIn ? undefined : refused,
    ]);
  },
);

it('queries by POST are refused alike, since the router does not allow them', async () => {
  const headers = askers['somebody signed in']();
  const [ours, theirs] = await Promise.all(
    [app.url, stock.url].map((url) =>
      callAll(httpLink({ url: `${url}/trpc`, headers, methodOverride: 'POST' })),
    ),
  );
  expect(ours).toEqual(theirs);
  expect(ours?.[0]).toMatchObject({ shape: { data: { code: 'METHOD_NOT_SUPPORTED' } } });
});
