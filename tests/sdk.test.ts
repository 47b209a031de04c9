import { setTimeout as sleep } from 'node:timers/promises';
import { createProfileClient, type ProfileClient } from '@profile/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure, password, signUp, withTokens } from './accounts.js';
import { mailedLink } from './mailed-links.js';
import { findMail } from './outbox.js';
import { startServer, type TestServer } from './server.js';

let server: TestServer;
/** Its tokens live for three seconds, each refresh token works once, and mail can be had at once. */
let strict: TestServer;
beforeAll(async () => {
  [server, strict] = await Promise.all([
    startServer(),
    startServer({
      ACCESS_TOKEN_TTL: '3s',
      REFRESH_GRACE: '0s',
      VERIFY_EMAIL_COOLDOWN: '0s',
    }),
  ]);
});
afterAll(() => Promise.all([server?.stop(), strict?.stop()]));

/** At the server that is not strict, unless said otherwise. */
const signedUp = (name: string, at = server) => signUp(name, at);

it('does every operation', async () => {
  const { client, email, tokens } = await signedUp('every', strict);
  expect(await client.auth.tokens()).toEqual(tokens);
  expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 3 });
  expect(await client.profile.get()).toMatchObject({ email, username: 'every', version: 1 });
  const patch = { first_name: 'Ada', phone: '+49 30 901820' };
  expect(await client.profile.update(patch)).toMatchObject({
    first_name: 'Ada',
    phone: '+4930901820',
    version: 2,
  });
  const rename = ({ first_name }: { first_name: string | null }) => ({
    display_name: `${first_name} L.`,
    phone: null,
  });
  expect(await client.profile.update(rename)).toMatchObject({
    first_name: 'Ada',
    display_name: 'Ada L.',
    phone: null,
    version: 3,
  });

  expect(await client.email.verification()).toMatchObject({ status: 'pending', email });
  expect(await client.email.requestVerification()).toMatchObject({ status: 'pending' });
  const { text = '' } = await findMail(strict.dir, { kind: 'verify-email', to: email, nth: 2 });
  const [code = ''] = /^[0-9]{6}$/m.exec(text) ?? [];
  expect(await client.email.confirmVerification({ code })).toMatchObject({ status: 'verified' });

  const address = 'every@new.example.com';
  const change = (to: string) => client.email.change({ email: to, current_password: password });
  const typo = 'every@nwe.example.com';
  expect(await change(typo)).toMatchObject({ email, pending_email: typo });
  expect(await client.email.cancelChange()).toBeUndefined();
  expect(await client.email.verification()).toMatchObject({ email, pending_email: null });
  await change(address);
  const tokenOf = async (kind: string, to: string) =>
    new URL(await mailedLink(strict, { kind, to })).searchParams.get('token') ?? '';
  const confirm = { token: await tokenOf('verify-email', address) };
  const failed = await failure(client.email.confirmVerification({ token: 'made up' }));
  expect(failed.code).toBe('invalid_mail_token');
  expect(await client.email.confirmVerification(confirm)).toMatchObject({ status: 'verified' });
  expect(await client.profile.get()).toMatchObject({ email: address, email_verified: true });
  await client.email.undoChange({ token: await tokenOf('email-changed', email) });
  expect(await client.auth.forgotPassword({ email })).toEqual({ status: 'accepted' });
  await client.auth.resetPassword({
    token: await tokenOf('reset-password', email),
    new_password: 'amber-lantern-58-harbor',
  });
  await client.auth.login({ login: email, password: 'amber-lantern-58-harbor' });

  const new_password = 'quiet-lantern-58-harbor';
  const given = { current_password: 'amber-lantern-58-harbor', new_password };
  expect(await client.password.change(given)).toMatchObject({ sessions_revoked: 0 });
  expect(await client.auth.refresh()).not.toEqual(tokens);
  expect(await client.auth.logout()).toBeUndefined();
  expect(await client.auth.tokens()).toBeNull();
  await client.auth.login({ login: email, password: new_password });
  expect(await client.profile.get()).toMatchObject({ email_verified: true });
});

describe('a session', () => {
  it('is renewed when its token expires, once for all calls', async () => {
    const { tokens } = await signedUp('expiring', strict);
    const sent: string[] = [];
    const client = withTokens(tokens, {
      url: strict.url,
      fetch: (url, init) => {
        sent.push(new URL(url).pathname);
        return fetch(url, init);
      },
    });
    // Three requests for fifty calls, which were all sent again; when the client knows since when it has
    // the token, it renews first.
    for (const requests of [7, 4]) {
      sent.length = 0;
      await sleep(3_100);
      const profiles = await Promise.all(Array.from({ length: 50 }, () => client.profile.get()));
      expect(profiles.map(({ username }) => username)).toEqual(Array(50).fill('expiring'));
      expect(sent.filter((path) => path === '/trpc/auth.refresh')).toHaveLength(1);
      expect(sent).toHaveLength(requests);
    }
  });

  it('ends for both when a refresh token comes again, and says so once', async () => {
    const { client, tokens } = await signedUp('stolen', strict);
    await client.auth.refresh();
    const said: string[] = [];
    const thief = withTokens(tokens, { url: strict.url });
    thief.on('signedOut', (reason) => said.push(reason));
    expect(await failure(thief.auth.refresh())).toMatchObject({ code: 'signed_out', status: 401 });
    expect(await failure(client.profile.get())).toMatchObject({ code: 'signed_out', status: 401 });
    expect(await thief.auth.tokens()).toBeNull();
    expect(said).toEqual(['expired']);
  });

  it('that was signed out is worth nothing to whoever has its tokens', async () => {
    const { client, tokens } = await signedUp('leaving');
    const copy = withTokens(tokens, { url: server.url });
    expect(await copy.profile.get()).toMatchObject({ username: 'leaving' });
    await client.auth.logout();
    expect(await failure(copy.profile.get())).toMatchObject({ code: 'signed_out' });
  });

  it.each([
    ['others', [true, false, false]],
    ['all', [false, false, false]],
  ] as const)('signs out %s', async (scope, alive) => {
    const { client, email } = await signedUp(`out-${scope}`);
    const others = [1, 2].map(() => createProfileClient({ url: server.url }));
    for (const other of others) await other.auth.login({ login: email, password });
    await client.auth.logout(scope);
    const outcomes = [client, ...others].map((each) =>
      each.profile.get().then(
        () => true,
        ({ code }) => code !== 'signed_out',
      ),
    );
    expect(await Promise.all(outcomes)).toEqual(alive);
  });
});

describe('two clients of one account', () => {
  async function both(name: string): Promise<[ProfileClient, ProfileClient]> {
    const { client, email } = await signedUp(name);
    const other = createProfileClient({ url: server.url });
    await other.auth.login({ login: email, password });
    return [client, other];
  }

  it('learn of each other, with the version to try again with', async () => {
    const [one, two] = await both('learning');
    const { version: expected_version } = await one.profile.get();
    await two.profile.update({ first_name: 'Two', expected_version });
    const mine = { first_name: 'One', expected_version };
    const { code, status, current } = await failure(one.profile.update(mine));
    expect({ code, status }).toEqual({ code: 'stale_version', status: 412 });
    expect(current).toMatchObject({ first_name: 'Two', version: 2 });
    const again = { ...mine, expected_version: current?.version ?? 0 };
    expect(await one.profile.update(again)).toMatchObject({ first_name: 'One', version: 3 });
  });

  it('lose nothing when both change by a function', async () => {
    const [one, two] = await both('counting');
    await one.profile.update({ display_name: '0' });
    const add = (client: ProfileClient) =>
      client.profile.update(({ display_name }) => ({
        display_name: `${Number(display_name) + 1}`,
      }));
    for (const _ of Array(10)) await Promise.all([add(one), add(two)]);
    expect(await one.profile.get()).toMatchObject({ display_name: '20', version: 22 });
  });
});
