import { type ErrorsOf, memoryTokenStore } from '@profile/sdk';
import {
  type ProfileMutation,
  useEmailVerification,
  useProfileMutation,
  useSessions,
  useSignedIn,
} from '@profile/sdk/react';
import { expect, expectTypeOf, it } from 'vitest';
import { clientOf, run, signUp, startServer } from './app.js';

it('signs up, in and out', async () => {
  const server = await startServer();
  const { client } = clientOf(server);
  const app = run(client, () => ({
    signedIn: useSignedIn(),
    signUp: useProfileMutation('auth.register'),
    signIn: useProfileMutation('auth.login'),
    signOut: useProfileMutation('auth.logout'),
  }));
  const credentials = { email: 'ada@example.com', password: 'violet-anchor-73-mosaic' };
  app.now().signUp.mutate(credentials);
  await app.until(({ signedIn }) => signedIn === true);
  await app.now().signOut.mutateAsync();
  await app.until(({ signedIn }) => signedIn === false);
  app.now().signIn.mutate({ login: credentials.email, password: 'wrong' });
  const { signIn } = await app.until(({ signIn }) => signIn.error);
  expect(signIn.error?.code).toBe('invalid_credentials');
  await app.now().signIn.mutateAsync({ login: credentials.email, password: credentials.password });
  await app.until(({ signedIn }) => signedIn === true);
});

it('shows sessions without the one that was ended, and those that a new password ends', async () => {
  const server = await startServer();
  const { client, user } = await signUp(server);
  const login = { login: user.username, password: user.password };
  for (const _ of [1, 2]) await clientOf(server, memoryTokenStore()).client.auth.login(login);
  const app = run(client, () => ({
    sessions: useSessions(),
    revoke: useProfileMutation('sessions.revoke'),
    change: useProfileMutation('password.change'),
  }));
  const { sessions } = await app.until(({ sessions }) => sessions.data?.length === 3);
  const other = sessions.data?.find(({ current }) => !current);
  app.now().revoke.mutate(other?.id ?? '');
  await app.until(({ sessions }) => sessions.data?.length === 2);
  app.now().change.mutate({
    current_password: user.password,
    new_password: 'amber-lantern-12-harvest',
  });
  await app.until(({ sessions }) => sessions.data?.length === 1);
  expect(app.now().sessions.data?.[0]?.current).toBe(true);
  expect(app.now().change.data?.sessions_revoked).toBe(1);
});

it('shows a change of the address while it waits, and its end', async () => {
  const server = await startServer();
  const { client, user } = await signUp(server);
  const app = run(client, () => ({
    verification: useEmailVerification(),
    change: useProfileMutation('email.change'),
    cancel: useProfileMutation('email.cancelChange'),
  }));
  await app.until(({ verification }) => verification.data);
  const email = 'new@example.com';
  app.now().change.mutate({ email, current_password: user.password });
  await app.until(({ verification }) => verification.data?.pending_email === email);
  app.now().cancel.mutate();
  await app.until(({ verification }) => verification.data?.pending_email === null);
});

it('keeps no password once its form is gone', async () => {
  const server = await startServer();
  const { client, user } = await signUp(server);
  const app = run(client, () => useProfileMutation('password.change'));
  app.now().mutate({ current_password: user.password, new_password: 'amber-lantern-12-harvest' });
  await app.until(({ isSuccess }) => isSuccess);
  const cached = () =>
    JSON.stringify(
      app.queries
        .getMutationCache()
        .getAll()
        .map((m) => m.state),
    );
  expect(cached()).toContain('amber-lantern');
  app.unmount();
  await expect.poll(cached, { timeout: 20_000 }).toBe('[]');
});

it('repeats nothing that changes something', async () => {
  const server = await startServer();
  const { client, calls } = await signUp(server);
  const app = run(client, () => useProfileMutation('email.cancelChange'));
  await server.close();
  app.now().mutate();
  await app.until(({ isError }) => isError);
  expect(calls('email.cancelChange')).toBe(1);
});

it('has errors that a switch can be complete over', () => {
  type Change = ReturnType<typeof useProfileMutation<'password.change'>>;
  expectTypeOf<Change['error']>().toEqualTypeOf<ErrorsOf<'password.change'> | null>();
  type Login = ReturnType<typeof useProfileMutation<'auth.login'>>;
  expectTypeOf<Login['error']>().not.toEqualTypeOf<Change['error']>();
  type Cancel = ReturnType<typeof useProfileMutation<'email.cancelChange'>>;
  expectTypeOf<Cancel['mutate']>().toBeCallableWith();
  type Read = Extract<ProfileMutation, 'profile.get' | 'auth.tokens'>;
  expectTypeOf<Read>().toEqualTypeOf<never>();
});
