import { queryOptions } from '@tanstack/react-query';
import type {
  EmailVerification,
  ErrorsOf,
  Profile,
  ProfileClient,
  Session,
} from '../index.js';
import { keyOf } from './memory.js';

/** What is known of whoever is signed in, and is forgotten when they leave. */
export function personalKey(client: ProfileClient) {
  return [...keyOf(client), 'me'] as const;
}

/** Whether somebody is signed in. The tokens stay out of the cache, where devtools would show them. */
export function signedInQuery(client: ProfileClient) {
  return queryOptions<boolean>({
    queryKey: [...keyOf(client), 'signedIn'],
    queryFn: async () => (await client.auth.tokens()) !== null,
    // The store alone is asked.
    networkMode: 'always',
    retry: false,
    staleTime: 0,
    gcTime: Number.POSITIVE_INFINITY,
  });
}

/** The caller's profile, for `prefetchQuery`, loaders, `useSuspenseQuery` and the like. */
export function profileQuery(client: ProfileClient) {
  return queryOptions<Profile, ErrorsOf<'profile.get'>>({
    queryKey: [...personalKey(client), 'profile'],
    queryFn: ({ signal }) => client.profile.get({ signal }),
    // The client repeats by itself what may be repeated.
    retry: false,
  });
}

/** The living sessions, last used first, for `prefetchQuery`, loaders and the like. */
export function sessionsQuery(client: ProfileClient) {
  return queryOptions<Session[], ErrorsOf<'sessions.list'>>({
    queryKey: [...personalKey(client), 'sessions'],
    queryFn: async ({ signal }) => (await client.sessions.list({ signal })).sessions,
    retry: false,
  });
}

/** Where the proof of the address stands, for `prefetchQuery`, loaders and the like. */
export function emailVerificationQuery(client: ProfileClient) {
  return queryOptions<EmailVerification, ErrorsOf<'email.verification'>>({
    queryKey: [...personalKey(client), 'emailVerification'],
    queryFn: ({ signal }) => client.email.verification({ signal }),
    retry: false,
    // Whoever comes back from their mails has proved it meanwhile.
    refetchOnWindowFocus: ({ state }) => state.data?.status === 'verified' || 'always',
  });
}
