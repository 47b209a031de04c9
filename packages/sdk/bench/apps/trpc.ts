// The same app without the SDK, by the types of the router.
import type { AppRouter } from '@profile/api';
import { createTRPCClient, httpBatchLink, isTRPCClientError } from '@trpc/client';

const url = 'https://accounts.example.com/trpc';
const client = createTRPCClient<AppRouter>({ links: [httpBatchLink({ url })] });
const password = 'violet-anchor-73-mosaic';
const email = 'ada@example.com';

export async function signUp(): Promise<string> {
  const answer = await client.auth.register.mutate({ email, password, username: 'ada' });
  return 'status' in answer ? answer.status : answer.access_token;
}

export async function signIn(): Promise<number> {
  const { expires_in, refresh_token } = await client.auth.login.mutate({ login: 'ada', password });
  const renewed = await client.auth.refresh.mutate({ refresh_token });
  return refresh_token === renewed.refresh_token ? expires_in : 0;
}

export async function signOut(): Promise<void> {
  await client.auth.logout.mutate({ scope: 'all' });
}

export async function recover(token: string): Promise<string> {
  const { status } = await client.auth.forgotPassword.mutate({ email });
  await client.auth.resetPassword.mutate({ token, new_password: password });
  return status;
}

export async function name(): Promise<string> {
  const { display_name, username } = await client.profile.get.query();
  return display_name ?? username;
}

export async function rename(first_name: string | null): Promise<number | undefined> {
  try {
    const change = { first_name, expected_version: 7 };
    const { version } = await client.profile.update.mutate(change);
    return version;
  } catch (error) {
    if (!isTRPCClientError<AppRouter>(error)) throw error;
    if (error.data?.error.code !== 'stale_version') throw error;
    return (await client.profile.get.query()).version;
  }
}

export async function removePicture(expected_version: number): Promise<string | null> {
  return (await client.profile.removeAvatar.mutate({ expected_version })).avatar_url;
}

export async function changePassword(new_password: string): Promise<number> {
  const input = { current_password: password, new_password };
  return (await client.password.change.mutate(input)).sessions_revoked;
}

export async function endOthers(): Promise<(string | null)[]> {
  const { sessions } = await client.sessions.list.query();
  for (const { id, current } of sessions) if (!current) await client.sessions.revoke.mutate({ id });
  return sessions.map(({ device }) => device);
}

export async function prove(code: string): Promise<string | null> {
  const { status } = await client.email.verification.query();
  if (status === 'verified') return null;
  const { sent_at } = await client.email.requestVerification.mutate();
  await client.email.confirmVerification.mutate({ code });
  return sent_at;
}

export async function move(token: string): Promise<string | null> {
  const change = { email, current_password: password };
  const { pending_email } = await client.email.change.mutate(change);
  await client.email.cancelChange.mutate();
  await client.email.undoChange.mutate({ token });
  return pending_email;
}
