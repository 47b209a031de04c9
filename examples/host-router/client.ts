// The host's client: every procedure, ours too, and every error known to the editor.
import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client';
import type { HostRouter } from './router.js';

export function createClient(url: string) {
  let cookie = '';
  return createTRPCClient<HostRouter>({
    links: [
      httpBatchLink({
        url,
        // What a browser does by itself.
        async fetch(to, init) {
          const response = await fetch(to, {
            ...(init as RequestInit),
            headers: { ...(init?.headers as Record<string, string>), cookie },
          });
          cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
          return response;
        },
      }),
    ],
  });
}

/** What to show beside a form: each fault by its field, or one sentence. */
export function messagesOf(error: unknown): Record<string, string> {
  if (!(error instanceof TRPCClientError)) throw error;
  const { data } = error as TRPCClientError<HostRouter>;
  const failure = data?.profile;
  if (failure?.code !== 'validation_error') return { form: failure?.detail ?? error.message };
  return Object.fromEntries(failure.detail.map(({ loc, msg }) => [String(loc.at(-1)), msg]));
}
