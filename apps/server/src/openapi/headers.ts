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
export const allow = { Allow: header('The methods that this path knows') };
