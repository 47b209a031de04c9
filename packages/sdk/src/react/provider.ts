import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
} from 'react';
import type { Profile, ProfileClient } from '../index.js';
import { follow } from './cache.js';
import { profileQuery, signedInQuery } from './queries.js';

const ClientContext = createContext<ProfileClient | undefined>(undefined);

/** What `ProfileProvider` takes. */
export interface ProfileProviderProps {
  /** The client that the hooks below call; made once, outside of components. */
  client: ProfileClient;
  /** What the server that renders has read, to begin with; then somebody is signed in from the start. */
  profile?: Profile | undefined;
  /** Those who use the hooks. */
  children?: ReactNode;
}

/**
 * Gives the hooks their client, and keeps the cache as its events tell. It stands inside TanStack
 * Query's `QueryClientProvider`; several may stand side by side, each with a client of its own.
 */
export function ProfileProvider({ client, profile, children }: ProfileProviderProps): ReactElement {
  const queries = useQueryClient();
  const { queryKey } = signedInQuery(client);
  // Only at the very beginning: whoever has signed out since doesn't come back by it.
  if (profile && queries.getQueryData(queryKey) === undefined) {
    queries.setQueryData(queryKey, true);
    queries.setQueryData(profileQuery(client).queryKey, profile);
  }
  useEffect(() => follow(queries, client), [queries, client]);
  return createElement(ClientContext.Provider, { value: client }, children);
}

/** The client of the nearest `ProfileProvider`, for what no hook does. */
export function useProfileClient(): ProfileClient {
  const client = useContext(ClientContext);
  if (!client) throw new Error('Put a ProfileProvider around what uses the hooks of @profile/sdk');
  return client;
}
