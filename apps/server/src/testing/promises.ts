import type { Answer } from './answer.js';

/** Headers that an answer can't do without, also where the document has no place for it. */
const required: [name: string, statuses: number[]][] = [
  ['www-authenticate', [401]],
  ['allow', [405]],
  ['retry-after', [429, 503]],
];

/** What holds of every answer at every door; what the document says more, @profile/conformance checks. */
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
}
