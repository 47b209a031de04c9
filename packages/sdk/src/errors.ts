import {
  type EmailVerification,
  type Profile,
  serverErrors,
  type ValidationError,
} from './contract.generated.js';
import type { MethodErrors } from './method-errors.generated.js';

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

/** A ProfileError that brings this, and nothing else. */
interface Bringing<
  Detail extends ProfileError['detail'] = string,
  RetryAfter extends ProfileError['retryAfter'] = undefined,
  Verification extends ProfileError['emailVerification'] = undefined,
  Current extends ProfileError['current'] = undefined,
> extends ProfileError {
  readonly detail: Detail;
  readonly retryAfter: RetryAfter;
  readonly emailVerification: Verification;
  current: Current;
}

/** By the code, what brings more than a sentence. */
interface Brought {
  validation_error: Bringing<ValidationError[]>;
  stale_version: Bringing<string, undefined, undefined, Profile | undefined>;
  verification_cooldown: Bringing<string, number, EmailVerification>;
  too_many_requests: Bringing<string, number>;
  busy: Bringing<string, number>;
  unavailable: Bringing<string, number>;
  // A gateway that limits may say it too.
  unexpected_response: Bringing<string, number | undefined>;
}

/** What is known of an error once its code is; of several codes a union, to switch over. */
export type ProfileErrorOf<Code extends ProfileErrorCode> = Code extends ProfileErrorCode
  ? (Code extends keyof Brought ? Brought[Code] : Bringing) & { readonly code: Code }
  : never;

/** What a method of the client may fail with, such as `ErrorsOf<'password.change'>`. */
export type ErrorsOf<Method extends keyof MethodErrors> = ProfileErrorOf<MethodErrors[Method]>;

/** Whether what was caught is a ProfileError and, when codes are given, whether it has one of them. */
export function isProfileError<Code extends ProfileErrorCode>(
  error: unknown,
  ...codes: Code[]
): error is ProfileErrorOf<Code> {
  // By name, since an app may have this package twice.
  const named = error instanceof Error && error.name === 'ProfileError' && 'code' in error;
  return named && (codes.length === 0 || codes.includes(error.code as Code));
}

/** @internal */
export function isServerCode(code: unknown): code is keyof typeof serverErrors {
  return typeof code === 'string' && Object.hasOwn(serverErrors, code);
}

function sentence(faults: ValidationError[]): string {
  return faults.map(({ loc, msg }) => `${loc.slice(1).join('.') || 'body'}: ${msg}`).join('; ');
}
