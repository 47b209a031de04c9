import {
  type EmailVerification,
  type ErrorCode,
  errors,
  type Scope,
  type ValidationError,
} from '@profile/contract';
import { DatabaseUnavailable, outward } from '@profile/db';
import { TRPCError } from '@trpc/server';

/** What some failures say beyond their code. */
export interface FailureDetails {
  /** With `validation_error`: what is wrong, field by field. */
  faults?: ValidationError[];
  /** With 429 and 503: whole seconds. */
  retryAfter?: number;
  /** With `too_many_requests`: the limit that was reached. */
  limit?: string;
  /** With `insufficient_scope`: what was needed. */
  scope?: Scope;
  /** With `verification_cooldown`: where the verification stands. */
  emailVerification?: EmailVerification;
  /** Instead of the code's default sentence. */
  detail?: string;
  cause?: unknown;
}

const trpcCodes = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_SUPPORTED',
  409: 'CONFLICT',
  412: 'PRECONDITION_FAILED',
  413: 'PAYLOAD_TOO_LARGE',
  422: 'UNPROCESSABLE_CONTENT',
  429: 'TOO_MANY_REQUESTS',
  500: 'INTERNAL_SERVER_ERROR',
  503: 'SERVICE_UNAVAILABLE',
} as const;

/** How an operation fails: by a code of the contract's table, whatever door it was called through. */
export class Failure extends TRPCError {
  readonly status: keyof typeof trpcCodes;

  constructor(
    readonly reason: ErrorCode,
    readonly details: FailureDetails = {},
  ) {
    const { status, detail } = errors[reason];
    super({
      code: trpcCodes[status],
      message: details.detail ?? detail,
      cause: details.cause,
    });
    this.status = status;
  }

  /** The body of the answer: `detail`, `code`, and for 422 exactly the seed's `HTTPValidationError`. */
  get body(): { detail: string | ValidationError[]; [more: string]: unknown } {
    const { faults, emailVerification } = this.details;
    if (faults) return { detail: faults };
    return {
      detail: this.message,
      code: this.reason,
      ...(emailVerification && { email_verification: emailVerification }),
    };
  }
}

/** A refusal of the input by a rule that no schema can know. */
export function invalid(...faults: ValidationError[]): Failure {
  return new Failure('validation_error', { faults });
}

/** JSON that can't be parsed, with the place where V8 gave up, as far as it says. */
export function invalidJson(error: SyntaxError): Failure {
  const [, position = '0'] = /at position ([0-9]+)/.exec(error.message) ?? [];
  const loc = ['body', Number(position)];
  return invalid({ type: 'json_invalid', loc, msg: 'JSON decode error' });
}

const byTrpcCode: Partial<Record<TRPCError['code'], ErrorCode>> = {
  NOT_FOUND: 'not_found',
  METHOD_NOT_SUPPORTED: 'method_not_allowed',
  PAYLOAD_TOO_LARGE: 'body_too_large',
  PARSE_ERROR: 'malformed_request',
  BAD_REQUEST: 'malformed_request',
  UNSUPPORTED_MEDIA_TYPE: 'malformed_request',
};

/** Whatever was thrown, as a failure; what we did not foresee becomes `internal_error` and tells nothing. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const cause = outward(error instanceof TRPCError ? error.cause : error);
  if (cause instanceof Failure) return cause;
  if (cause instanceof DatabaseUnavailable) {
    return new Failure('unavailable', { retryAfter: 1, cause });
  }
  const known = error instanceof TRPCError ? byTrpcCode[error.code] : undefined;
  return new Failure(known ?? 'internal_error', { cause: error });
}
