import type { QueryClient } from '@tanstack/react-query';
import type { EmailVerification, Profile, ProfileClient } from '../index.js';
import { forget } from './memory.js';
import { emailVerificationQuery, personalKey, profileQuery, signedInQuery } from './queries.js';

/** Has the cache forget whoever was signed in, and say whether somebody is now. */
export function turnOver(queries: QueryClient, client: ProfileClient, signedIn: boolean): void {
  forget(client);
  const { queryKey } = signedInQuery(client);
  // An answer of the store from before would come too late.
  void queries.cancelQueries({ queryKey });
  queries.setQueryData(queryKey, signedIn);
  const personal = { queryKey: personalKey(client) };
  if (signedIn) void queries.resetQueries(personal);
  else for (const query of queries.getQueryCache().findAll(personal)) query.reset();
}

/** Keeps a profile that is newer than the one that is shown, and of the same person. */
export function keepProfile(queries: QueryClient, client: ProfileClient, profile: Profile): void {
  const { queryKey } = profileQuery(client);
  const known = queries.getQueryData(queryKey);
  if (known?.id !== profile.id || known.version > profile.version) return;
  queries.setQueryData(queryKey, profile);
  if (known.email === profile.email && known.email_verified === profile.email_verified) return;
  void queries.invalidateQueries({ queryKey: emailVerificationQuery(client).queryKey });
}

/** Keeps what a call said of the verification; reads nothing that nobody has asked for. */
export function keepVerification(
  queries: QueryClient,
  client: ProfileClient,
  verification: EmailVerification,
): void {
  const { queryKey } = emailVerificationQuery(client);
  void queries.cancelQueries({ queryKey });
  queries.setQueryData(queryKey, verification);
}

/** Keeps the cache as the client's events tell it, until what it gives is called. */
export function follow(queries: QueryClient, client: ProfileClient): () => void {
  const stops = [
    client.on('signedIn', () => turnOver(queries, client, true)),
    client.on('signedOut', () => turnOver(queries, client, false)),
    client.on('profileChanged', (profile) => {
      if (profile) return keepProfile(queries, client, profile);
      for (const { queryKey } of [profileQuery(client), emailVerificationQuery(client)]) {
        void queries.invalidateQueries({ queryKey });
      }
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
