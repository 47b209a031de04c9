import type { Part } from './schemas.js';

/** One that is always sent with the answers that name it. */
const header = (description: string, schema: Part = { type: 'string' }): Part => ({
  description,
  required: true,
  schema,
});

/** The headers of answers. */
export const requestId = { 'X-Request-Id': header('Names this request in the log') };
export const entityTag = { ETag: header('The version, quoted: `"7"`') };
export const retryAfter = {
  'Retry-After': header('Seconds to wait', { type: 'integer', minimum: 0 }),
};
export const challenge = {
  'WWW-Authenticate': header('What was wrong with the token (RFC 6750)'),
};
/** What only some of the answers that name it have. */
export const setCookie = {
  'Set-Cookie': {
    description:
      'The next refresh token for `token_delivery: "cookie"`; or an empty one, so that the browser forgets the last',
    required: false,
    schema: { type: 'string' },
  },
};
export const allow = { Allow: header('The methods that this path knows') };
