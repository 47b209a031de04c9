import type { AppRouter } from '@profile/api';
import {
  createTRPCClient,
  httpBatchLink,
  httpLink,
  splitLink,
  TRPCClientError,
} from '@trpc/client';
import type { EmailVerification, ValidationError } from './contract.generated.js';
import { isServerCode, ProfileError } from './errors.js';

/** As many calls as the server takes in one request. */
const maxItems = 20;

interface TransportOptions {
  /** The server's origin. */
  url: string;
  fetch: typeof globalThis.fetch;
  /** The access token of now, for calls that need one. */
  accessToken(): Promise<string | undefined>;
}

/** The tRPC client: calls of one tick go out together, those without a token by themselves. */
export function createTransport({ url, fetch: send, accessToken }: TransportOptions) {
  const address = `${url}/trpc`;
  const fetch = (input: RequestInfo | URL | string, init?: object) => send(input, init);
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ context }) => context.anonymous === true,
        true: httpLink({ url: address, fetch }),
        false: httpBatchLink({
          url: address,
          fetch,
          maxItems,
          maxURLLength: 8000,
          headers: async (): Promise<Record<string, string>> => {
            const token = await accessToken();
            return token === undefined ? {} : { authorization: `Bearer ${token}` };
          },
        }),
      }),
    ],
  });
}

export type Transport = ReturnType<typeof createTransport>;

/** What the server adds to tRPC's error shape. */
interface ServerError {
  retry_after?: number;
  error?: {
    code?: unknown;
    detail?: string | ValidationError[];
    email_verification?: EmailVerification;
  };
}

/** Whatever a call failed with, as the one error of this client. */
export function asProfileError(error: unknown): ProfileError {
  if (error instanceof ProfileError) return error;
  if (!(error instanceof TRPCClientError)) return new ProfileError('network', { cause: error });
  // The headers function of a link throws what the token store threw.
  if (error.cause instanceof ProfileError) return error.cause;
  const response = error.meta?.response instanceof Response ? error.meta.response : undefined;
  const requestId = response?.headers.get('x-request-id') ?? undefined;
  const data = error.data as ServerError | null | undefined;
  const { code, detail, email_verification } = data?.error ?? {};
  if (isServerCode(code)) {
    return new ProfileError(code, {
      status: (error.data as { httpStatus?: number }).httpStatus,
      detail,
      retryAfter: data?.retry_after,
      requestId,
      emailVerification: email_verification,
    });
  }
  return response
    ? new ProfileError('unexpected_response', { status: response.status, requestId, cause: error })
    : new ProfileError('network', { cause: error.cause ?? error });
}
