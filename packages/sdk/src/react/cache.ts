import type { DataTag, QueryClient, QueryKey } from '@tanstack/react-query';
import type { Profile, ProfileClient } from '../index.js';
import { forget } from './memory.js';
import { emailVerificationQuery, personalKey, profileQuery, signedInQuery } from './queries.js';

/** Has the cache forget whoever was signed in, and say whether somebody is now. */
function turnOver(queries: QueryClient, client: ProfileClient, signedIn: boolean): void {
  forget(client);
  keep(queries, signedInQuery(client).queryKey, signedIn);
  const personal = { queryKey: personalKey(client) };
  if (signedIn) void queries.resetQueries(personal);
  else for (const query of queries.getQueryCache().findAll(personal)) query.reset();
}

/** Keeps a profile of whoever is signed in, unless a newer one is known. */
export function keepProfile(queries: QueryClient, client: ProfileClient, profile: Profile): void {
  const { queryKey } = profileQuery(client);
  const known = queries.getQueryData(queryKey);
  if (known && known.version > profile.version) return;
  keep(queries, queryKey, profile);
  if (known?.email === profile.email && known.email_verified === profile.email_verified) return;
  void queries.invalidateQueries({ queryKey: emailVerificationQuery(client).queryKey });
}

/** Keeps what a call has given; what was asked for before may arrive after, and is not waited for. */
export function keep<T>(
  queries: QueryClient,
  queryKey: DataTag<QueryKey, T, unknown>,
  data: T,
): void {
  void queries.cancelQueries({ queryKey });
  queries.setQueryData<T>(queryKey, data);
}

/** Keeps the cache as the client's events tell it, until what it gives is called. */
export function follow(queries: QueryClient, client: ProfileClient): () => void {
  const stops = [
    client.on('signedIn', () => turnOver(queries, client, true)),
    client.on('signedOut', () => turnOver(queries, client, false)),
    client.on('profileChanged', (profile) => {
      if (profile) {
        // An answer for somebody who has left may come late.
        const known = queries.getQueryData(profileQuery(client).queryKey);
        return known?.id === profile.id ? keepProfile(queries, client, profile) : undefined;
      }
      for (const { queryKey } of [profileQuery(client), emailVerificationQuery(client)]) {
        void queries.invalidateQueries({ queryKey });
      }
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
