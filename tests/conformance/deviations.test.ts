import { expect, it } from 'vitest';
import { deviations } from './deviations.js';

const path = '/api/v1/auth/logout';
const ok = {
  'content-type': 'application/json',
  'x-request-id': '1',
  'www-authenticate': 'Bearer',
};
const body = { detail: 'Not authenticated', code: 'not_authenticated' };

type Case = [
  how: string,
  answer: { method?: string; path?: string; status?: number; headers?: object; body?: unknown },
  found: RegExp[],
];

it.each<Case>([
  ['what is documented', {}, []],
  ['nothing, where nothing is documented', { status: 204, headers: { ...ok }, body: '' }, []],
  ['a status that is not documented', { status: 418 }, [/418 is not documented/]],
  ['a code of another status', { body: { ...body, code: 'busy' } }, [/allowed values/]],
  ['a field too much', { body: { ...body, stack: 'at …' } }, [/additional properties/]],
  ['a field too little', { body: { detail: 'No' } }, [/required property 'code'/]],
  ['a body where none is documented', { status: 204 }, [/should be empty/]],
  ['no body where one is documented', { body: '' }, [/the body is not JSON/]],
  ['another type', { headers: { ...ok, 'content-type': 'text/html' } }, [/type is text\/html/]],
  ['a header too little', { headers: { 'content-type': ok['content-type'] } }, [/X-Req/, /WWW-A/]],
  ['an unknown path', { path: '/api/v1/other', status: 404 }, []],
  ['an unknown method', { method: 'PUT', status: 405 }, []],
  ['success of an unknown path', { path: '/api/v1/other', status: 200 }, [/is undocumented/]],
  ['success of an unknown method', { method: 'PUT', status: 200 }, [/is undocumented/]],
])('is told of %s', (_, { headers = ok, body: sent = body, ...answer }, found) => {
  const told = deviations({
    method: 'POST',
    path,
    status: 401,
    headers: new Headers(headers as Record<string, string>),
    text: typeof sent === 'string' ? sent : JSON.stringify(sent),
    ...answer,
  });
  expect(told).toEqual(found.map((words) => expect.stringMatching(words)));
});
