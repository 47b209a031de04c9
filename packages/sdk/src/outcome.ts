import { unexpected } from './answers.js';
import type { EmailVerification, ValidationError } from './contract.generated.js';
import { isServerCode, ProfileError } from './errors.js';

/** What the answer has for one call, in tRPC's words and with what the server adds to them. */
interface Item {
  result?: { data?: unknown };
  error?: {
    data?: {
      httpStatus?: number;
      retry_after?: number;
      error?: {
        code?: unknown;
        detail?: string | ValidationError[];
        email_verification?: EmailVerification;
      };
    };
  };
}

/** The data of one call, or the one error of this client. */
export function outcome(item: Item | undefined, response: Response): unknown {
  if (item?.result) return item.result.data;
  const { httpStatus, retry_after, error: failure } = item?.error?.data ?? {};
  const details = {
    status: httpStatus,
    retryAfter: retry_after,
    requestId: response.headers.get('x-request-id') ?? undefined,
  };
  if (isServerCode(failure?.code)) {
    throw new ProfileError(failure.code, {
      ...details,
      detail: failure.detail,
      emailVerification: failure.email_verification,
    });
  }
  if (typeof failure?.code === 'string') {
    const detail = `The server failed with ${failure.code}, which this client doesn't expect; update the older of the two`;
    throw new ProfileError('unexpected_response', { ...details, detail });
  }
  throw unexpected(response);
}
