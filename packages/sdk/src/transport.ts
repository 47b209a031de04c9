import type { AppRouter } from '@profile/api';
import {
  createTRPCClient,
  httpBatchLink,
  httpLink,
  splitLink,
  TRPCClientError,
} from '@trpc/client';
import { exchange, type Fetch, unexpected } from './answers.js';
import type { EmailVerification, ValidationError } from './contract.generated.js';
import { isServerCode, ProfileError } from './errors.js';
import type { Sent } from './session.js';

/** As many calls as the server takes in one request. */
const maxItems = 20;

/** Who calls: somebody with a token, which the transport writes here, or nobody. */
export type Caller = Sent | 'nobody';

interface TransportOptions {
  /** The server's origin. */
  url: string;
  fetch: Fetch;
  /** The access token of now. */
  accessToken(): Promise<string>;
}

/** The tRPC client: calls of one tick go out together, those without a token by themselves. */
export function createTransport({ url, fetch, accessToken }: TransportOptions) {
  const address = `${url}/trpc`;
  const send = (to: unknown, init?: object) => exchange(fetch, String(to), { ...init });
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ context }) => context.caller === 'nobody',
        true: httpLink({ url: address, fetch: send }),
        false: httpBatchLink({
          url: address,
          fetch: send,
          maxItems,
          maxURLLength: 8000,
          headers: async ({ opList }) => {
            const token = await accessToken();
            for (const { context } of opList) (context.caller as Sent).token = token;
            return { authorization: `Bearer ${token}` };
          },
        }),
      }),
    ],
  });
}

/** What the server adds to tRPC's error shape. */
interface ServerError {
  httpStatus?: number;
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
  if (!(error instanceof TRPCClientError)) {
    return new ProfileError('unexpected_response', { cause: error });
  }
  // What `exchange` and the token store threw.
  if (error.cause instanceof ProfileError) return error.cause;
  const { response } = (error.meta?.response ?? {}) as { response?: Response };
  const { httpStatus, retry_after, error: failure } = (error.data ?? {}) as ServerError;
  const details = {
    status: httpStatus,
    retryAfter: retry_after,
    requestId: response?.headers.get('x-request-id') ?? undefined,
  };
  if (isServerCode(failure?.code)) {
    return new ProfileError(failure.code, {
      ...details,
      detail: failure.detail,
      emailVerification: failure.email_verification,
    });
  }
  if (typeof failure?.code === 'string') {
    const detail = `The server failed with ${failure.code}, which this client doesn't expect; update the older of the two`;
    return new ProfileError('unexpected_response', { ...details, detail, cause: error });
  }
  return response
    ? unexpected(response, error)
    : new ProfileError('unexpected_response', { cause: error });
}
