import { expect, it } from 'vitest';
import { prettyLine } from './pretty.js';

const time = Date.UTC(2026, 2, 10, 12, 0, 1, 5);
const line = (entry: object) => JSON.stringify({ level: 30, time, ...entry });
const request = { id: 'a-1', method: 'GET', route: '/api/v1/me', ms: 1.2, msg: 'request' };

it.each([
  [
    { ...request, operation: 'profile.get', user: 'usr_a', status: 200 },
    '12:00:01.005 GET /api/v1/me 200 profile.get usr_a 1.2 ms\n',
  ],
  [
    { ...request, status: 401, code: 'invalid_token' },
    '12:00:01.005 GET /api/v1/me 401 invalid_token 1.2 ms\n',
  ],
  [
    { audit: 'session.signed_out', user: 'usr_a', scope: 'all', msg: 'audit' },
    '12:00:01.005 audit session.signed_out usr_a scope=all\n',
  ],
  [
    { mail: 'mail_a', tries: 2, msg: 'mail failed' },
    '12:00:01.005 mail failed mail=mail_a tries=2\n',
  ],
  [
    { level: 50, err: { type: 'Error', message: 'why', stack: '    at here' }, msg: 'not ready' },
    '12:00:01.005 not ready\n    Error: why\n    at here\n',
  ],
])('is a line for people: %j', (entry, text) => {
  expect(prettyLine(line(entry), false)).toBe(text);
});

it.each([
  [200, 30, ''],
  [404, 30, '33'],
  [500, 30, '31'],
  [undefined, 40, '33'],
  [undefined, 50, '31'],
])('a status of %s at level %i has its colour', (status, level, colour) => {
  const painted = prettyLine(line({ ...request, status, level }), true);
  expect(painted).toContain(colour === '' ? '\x1b[0mGET' : `\x1b[${colour}mGET`);
});
