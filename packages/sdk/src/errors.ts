import {
  type EmailVerification,
  type Profile,
  serverErrors,
  type ValidationError,
} from './contract.generated.js';

/** What goes wrong on this side of the wire, and what to do about it. */
const clientErrors = {
  invalid_url:
    'Give createProfileClient the origin of the server, such as https://accounts.example.com',
  network:
    'No connection to the server; check the url, that the server runs, and in a browser that its CORS_ORIGINS names the origin of this page',
  timeout: 'The server did not answer in time; try again, or raise the timeout',
  aborted: 'The call was aborted by its signal; the server may have done it nevertheless',
  unexpected_response:
    'The answer is not from a Profile server; check the url and the proxies before the server',
  signed_out: 'Nobody is signed in, or the session has ended; sign in',
  token_store: 'The token store failed; its own error is the cause',
} as const;

/** The machine-readable name of every error that this client throws: the server's, and its own. */
export type ProfileErrorCode = keyof typeof serverErrors | keyof typeof clientErrors;

interface Details {
  status?: number | undefined;
  detail?: string | ValidationError[] | undefined;
  retryAfter?: number | undefined;
  requestId?: string | undefined;
  emailVerification?: EmailVerification | undefined;
  cause?: unknown;
}

/** The one error that this client throws. Its `message` is a sentence that says what to do. */
export class ProfileError extends Error {
  /** Always `ProfileError`. */
  override readonly name = 'ProfileError';
  /** What went wrong, for programs. */
  readonly code: ProfileErrorCode;
  /** The HTTP status of the answer; undefined when there was none. */
  readonly status: number | undefined;
  /** With `validation_error` every fault of the request, field by field; else a sentence for people. */
  readonly detail: string | ValidationError[];
  /** Seconds to wait before trying again, when the server said so: with 429 and 503. */
  readonly retryAfter: number | undefined;
  /** The request's name in the server's log (`X-Request-Id`), when the server answered. */
  readonly requestId: string | undefined;
  /** With `verification_cooldown`: where the verification stands. */
  readonly emailVerification: EmailVerification | undefined;
  /** With `stale_version`: the profile as it is now, to try again with, if it could be read. */
  current: Profile | undefined;

  constructor(code: ProfileErrorCode, details: Details = {}) {
    const { detail = clientErrors[code as keyof typeof clientErrors] ?? code } = details;
    super(typeof detail === 'string' ? detail : sentence(detail), { cause: details.cause });
    this.code = code;
    this.status = details.status;
    this.detail = detail;
    this.retryAfter = details.retryAfter;
    this.requestId = details.requestId;
    this.emailVerification = details.emailVerification;
  }
}

/** What is known of an error once its code is. */
export interface ProfileErrorOf<Code extends ProfileErrorCode>
  extends Omit<ProfileError, 'code' | 'detail'> {
  /** What went wrong, for programs. */
  readonly code: Code;
  /** With `validation_error` every fault of the request, field by field; else a sentence for people. */
  readonly detail: Code extends 'validation_error' ? ValidationError[] : string;
}

/** Whether what was caught is a ProfileError and, when a code is given, whether it has this one. */
export function isProfileError<Code extends ProfileErrorCode>(
  error: unknown,
  code?: Code,
): error is ProfileErrorOf<Code> {
  // By name, since an app may have this package twice.
  const named = error instanceof Error && error.name === 'ProfileError' && 'code' in error;
  return named && (code === undefined || error.code === code);
}

/** @internal */
export function isServerCode(code: unknown): code is keyof typeof serverErrors {
  return typeof code === 'string' && Object.hasOwn(serverErrors, code);
}

function sentence(faults: ValidationError[]): string {
  return faults.map(({ loc, msg }) => `${loc.slice(1).join('.') || 'body'}: ${msg}`).join('; ');
}
