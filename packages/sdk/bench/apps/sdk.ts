// An app that calls every method of the SDK, as whoever installed it writes it.
import { createProfileClient, isProfileError, settle } from '@profile/sdk';

const client = createProfileClient({ url: 'https://accounts.example.com' });
const password = 'violet-anchor-73-mosaic';
const email = 'ada@example.com';

export async function signUp(): Promise<string> {
  const answer = await client.auth.register({ email, password, username: 'ada' });
  return 'status' in answer ? answer.status : answer.access_token;
}

export async function signIn(): Promise<number> {
  const { expires_in } = await client.auth.login({ login: 'ada', password });
  const renewed = await client.auth.refresh();
  const kept = await client.auth.tokens();
  return kept?.refresh_token === renewed.refresh_token ? expires_in : 0;
}

export async function signOut(): Promise<void> {
  await client.auth.logout('all');
}

export async function recover(token: string): Promise<string> {
  const { status } = await client.auth.forgotPassword({ email });
  await client.auth.resetPassword({ token, new_password: password });
  return status;
}

export async function name(): Promise<string> {
  const { display_name, username } = await client.profile.get();
  return display_name ?? username;
}

export async function rename(first_name: string | null): Promise<number | undefined> {
  try {
    const { version } = await client.profile.update({ first_name, expected_version: 7 });
    return version;
  } catch (error) {
    if (!isProfileError(error, 'stale_version')) throw error;
    return error.current?.version;
  }
}

export async function changePassword(new_password: string): Promise<number> {
  const call = client.password.change({ current_password: password, new_password });
  const { data, error } = await settle(call);
  if (!error) return data.sessions_revoked;
  switch (error.code) {
    case 'invalid_current_password':
    case 'managed_elsewhere':
      return 0;
    case 'validation_error':
      return -error.detail.length;
    case 'too_many_requests':
    case 'busy':
      return error.retryAfter;
    default:
      throw error;
  }
}

export async function endOthers(): Promise<(string | null)[]> {
  const { sessions } = await client.sessions.list();
  for (const { id, current } of sessions) if (!current) await client.sessions.revoke(id);
  return sessions.map(({ device }) => device);
}

export async function prove(code: string): Promise<string | null> {
  const { status } = await client.email.verification();
  if (status === 'verified') return null;
  const { sent_at } = await client.email.requestVerification();
  await client.email.confirmVerification({ code });
  return sent_at;
}

export async function move(token: string): Promise<string | null> {
  const { pending_email } = await client.email.change({ email, current_password: password });
  await client.email.cancelChange();
  await client.email.undoChange({ token });
  return pending_email;
}

export function listen(show: (name: string | null) => void): () => void {
  const stops = [
    client.on('signedIn', () => show(null)),
    client.on('signedOut', (reason) => show(reason === 'expired' ? 'Sign in again' : null)),
    client.on('profileChanged', (profile) => show(profile?.display_name ?? null)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
