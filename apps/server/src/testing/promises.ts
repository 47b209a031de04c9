import { describe } from '../openapi/document.js';
import type { Answer } from './answer.js';

const paths = describe().paths as Record<
  string,
  Record<string, { responses: Record<string, { headers: Record<string, unknown> }> }>
>;

/** What holds of every answer at the REST and legacy doors, the documented statuses among it. */
export function checkPromises(method: string, path: string, answer: Answer): void {
  const broken = (what: string) => {
    throw new Error(`${method} ${path} answered ${answer.status} ${what}: ${answer.text}`);
  };
  const { status, headers, text } = answer;
  if (!headers.has('x-request-id')) broken('without X-Request-Id');
  if (text !== '' && headers.get('content-type') !== 'application/json') {
    broken(`as ${headers.get('content-type')}`);
  }
  for (const [name, statuses] of Object.entries(required)) {
    if (statuses.includes(status) && !headers.get(name)) broken(`without ${name}`);
  }
  const retryAfter = headers.get('retry-after');
  if (retryAfter !== null && !/^[0-9]+$/.test(retryAfter)) broken(`with Retry-After ${retryAfter}`);

  const [bare = ''] = path.split('?');
  const operation = paths[bare.replace(/(.)\/$/, '$1')] ?? paths[bare.replace(/\/?$/, '/')];
  const responses = operation?.[method.toLowerCase()]?.responses;
  if (!responses) return;
  const response = responses[status];
  if (!response) return broken('which is not documented');
  for (const name of Object.keys(response.headers)) {
    if (!headers.has(name)) broken(`without the documented header ${name}`);
  }
}

const required: Record<string, number[]> = {
  'www-authenticate': [401],
  allow: [405],
  'retry-after': [429, 503],
};
