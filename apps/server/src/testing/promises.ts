import { describe } from '../openapi/document.js';
import type { Answer } from './answer.js';

const paths = describe().paths as Record<
  string,
  Record<string, { responses: Record<string, { headers?: Record<string, unknown> }> }>
>;

/** Headers that an answer can't do without. */
const required: [name: string, statuses: number[]][] = [
  ['www-authenticate', [401]],
  ['allow', [405]],
  ['retry-after', [429, 503]],
];

/** What holds of every answer at the REST and legacy doors; of an operation, also what is documented. */
export function checkPromises(method: string, path: string, answer: Answer): void {
  const { status, headers, text } = answer;
  const broken = (how: string) => new Error(`${method} ${path}: ${status} ${how} ${text}`);

  if (!headers.has('x-request-id')) throw broken('without X-Request-Id');
  const type = headers.get('content-type');
  if (text !== '' && type !== 'application/json') throw broken(`as ${type}`);
  for (const [name, statuses] of required) {
    if (statuses.includes(status) && !headers.get(name)) throw broken(`without ${name}`);
  }
  if (!/^[0-9]*$/.test(headers.get('retry-after') ?? '')) throw broken('with a bad Retry-After');

  const [bare = ''] = path.split('?');
  const operations = paths[bare.replace(/(.)\/$/, '$1')] ?? paths[bare.replace(/\/?$/, '/')];
  const responses = operations?.[method.toLowerCase()]?.responses;
  if (!responses) return;
  const response = responses[status];
  if (!response) throw broken('is not documented');
  const absent = Object.keys(response.headers ?? {}).filter((name) => !headers.has(name));
  if (absent.length > 0) throw broken(`without the documented ${absent}`);
}
