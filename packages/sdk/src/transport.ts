import type { AppRouter } from '@profile/api';
import { createTRPCClient, TRPCClientError } from '@trpc/client';
import { ProfileError } from './errors.js';
import { type LinkOptions, link } from './link.js';

/** The tRPC client. */
export function createTransport(options: LinkOptions) {
  return createTRPCClient<AppRouter>({ links: [link(options)] });
}

/** Whatever a call failed with, as the one error of this client. */
export function asProfileError(error: unknown): ProfileError {
  // What the link throws, tRPC wraps.
  const cause = error instanceof TRPCClientError ? error.cause : error;
  return cause instanceof ProfileError ? cause : new ProfileError('unexpected_response', { cause });
}
