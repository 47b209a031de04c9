/**
 * Every failure that an operation can answer with: its HTTP status and its default sentence.
 * The SDK's `code` union, the doors' statuses and the OpenAPI responses all come from this table;
 * what to do about each is in `explanations.ts`.
 */
export const errors = {
  malformed_request: { status: 400, detail: 'There was an error parsing the request' },
  malformed_if_match: {
    status: 400,
    detail: 'If-Match must be * or a list of quoted entity tags, such as "7"',
  },
  invalid_current_password: { status: 400, detail: 'The current password is incorrect' },
  invalid_mail_token: {
    status: 400,
    detail: 'This link or code is not valid any more; ask for a new one',
  },
  not_authenticated: { status: 401, detail: 'Not authenticated' },
  invalid_token: { status: 401, detail: 'Invalid or expired token' },
  invalid_credentials: { status: 401, detail: 'Incorrect login or password' },
  invalid_refresh_token: { status: 401, detail: 'Invalid or expired refresh token; sign in again' },
  insufficient_scope: { status: 403, detail: 'The access token lacks a scope that this needs' },
  origin_not_allowed: {
    status: 403,
    detail: 'Only pages of this server, or of its CORS_ORIGINS, may use the refresh cookie',
  },
  not_found: { status: 404, detail: 'Not Found' },
  method_not_allowed: { status: 405, detail: 'Method Not Allowed' },
  email_taken: { status: 409, detail: 'An account with this email address already exists' },
  username_taken: { status: 409, detail: 'This username is taken' },
  managed_elsewhere: {
    status: 409,
    detail: 'Another identity provider signs this account in and manages its password and sessions',
  },
  stale_version: {
    status: 412,
    detail: 'The profile has changed since you read it; read it again and retry',
  },
  body_too_large: { status: 413, detail: 'The request body is over 100 KB' },
  validation_error: { status: 422, detail: 'The request is not valid' },
  too_many_requests: { status: 429, detail: 'Too many requests; retry later' },
  verification_cooldown: {
    status: 429,
    detail: 'A verification mail was sent a moment ago; retry later',
  },
  internal_error: { status: 500, detail: 'Internal Server Error' },
  busy: { status: 503, detail: 'The server is busy; retry in a moment' },
  unavailable: { status: 503, detail: 'The service is unavailable; retry in a moment' },
} as const satisfies Record<string, { status: number; detail: string }>;

/** The machine-readable name of a failure, `code` in every error body. */
export type ErrorCode = keyof typeof errors;
