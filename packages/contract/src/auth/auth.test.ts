import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { validationErrors } from '../validation.js';
import {
  loginRequest,
  logoutRequest,
  parseScope,
  refreshRequest,
  registerRequest,
  tokenResponse,
} from './auth.js';
import { scopes } from './scopes.js';

function faults(schema: z.ZodType, body: unknown) {
  const { error } = schema.safeParse(body);
  return error
    ? validationErrors(error, body).map(({ type, loc }) => `${type} ${loc.join('.')}`)
    : [];
}

const account = { email: 'ada@example.com', password: 'violet-anchor-73-mosaic' };
const whole = { ...account, username: 'ada', first_name: 'Ada', last_name: 'Lovelace' };

it.each<[string, z.ZodType, unknown]>([
  ['registerRequest', registerRequest, account],
  ['registerRequest', registerRequest, whole],
  ['loginRequest', loginRequest, { login: 'ada', password: '' }],
  [
    'loginRequest',
    loginRequest,
    { login: ' ada@example.com', password: 'x', scope: 'profile:read' },
  ],
  ['refreshRequest', refreshRequest, {}],
  ['refreshRequest', refreshRequest, { refresh_token: 'x' }],
  ['refreshRequest', refreshRequest, { refresh_token: 'x', token_delivery: 'cookie' }],
  ['refreshRequest', refreshRequest, { refresh_token: 'x', scope: 'profile:read' }],
  ['logoutRequest', logoutRequest, {}],
  ['logoutRequest', logoutRequest, { scope: 'current' }],
  ['logoutRequest', logoutRequest, { scope: 'others' }],
  ['logoutRequest', logoutRequest, { scope: 'all' }],
])('%s takes %j', (_, schema, body) => {
  expect(schema.parse(body)).toStrictEqual(body);
});

it.each<[string, z.ZodType, unknown, string[]]>([
  ['registerRequest', registerRequest, {}, ['missing body.email', 'missing body.password']],
  [
    'registerRequest',
    registerRequest,
    { ...whole, first_name: null },
    ['string_type body.first_name'],
  ],
  [
    'registerRequest',
    registerRequest,
    { ...account, is_staff: true },
    ['extra_forbidden body.is_staff'],
  ],
  [
    'registerRequest',
    registerRequest,
    { last_name: '', first_name: 1, username: 'a b', password: 'short', email: 'ada' },
    [
      'value_error body.email',
      'string_too_short body.password',
      'value_error body.username',
      'string_type body.first_name',
      'string_too_short body.last_name',
    ],
  ],
  ['loginRequest', loginRequest, {}, ['missing body.login', 'missing body.password']],
  [
    'loginRequest',
    loginRequest,
    { login: '', password: 1 },
    ['string_too_short body.login', 'string_type body.password'],
  ],
  [
    'loginRequest',
    loginRequest,
    { email: 'ada@example.com', password: 'x' },
    ['missing body.login', 'extra_forbidden body.email'],
  ],
  [
    'refreshRequest',
    refreshRequest,
    { refresh_token: '' },
    ['string_too_short body.refresh_token'],
  ],
  [
    'refreshRequest',
    refreshRequest,
    { refresh_token: null, scope: null },
    ['string_type body.refresh_token', 'string_type body.scope'],
  ],
  [
    'refreshRequest',
    refreshRequest,
    { token_delivery: 'header' },
    ['literal_error body.token_delivery'],
  ],
  [
    'loginRequest',
    loginRequest,
    { login: 'ada', password: 'x', token_delivery: null },
    ['literal_error body.token_delivery'],
  ],
  [
    'registerRequest',
    registerRequest,
    { ...account, token_delivery: 'Cookie' },
    ['literal_error body.token_delivery'],
  ],
  ['logoutRequest', logoutRequest, { scope: '' }, ['literal_error body.scope']],
  ['logoutRequest', logoutRequest, { scope: ['all'] }, ['literal_error body.scope']],
  ['logoutRequest', logoutRequest, { scope: 'constructor' }, ['literal_error body.scope']],
  ['logoutRequest', logoutRequest, { all: true }, ['extra_forbidden body.all']],
])('%s refuses %j', (_, schema, body, said) => {
  expect(faults(schema, body)).toEqual(said);
});

describe('a scope string', () => {
  const kept = (scope: unknown) =>
    loginRequest.safeParse({ login: 'a', password: 'b', scope }).data?.scope;

  it.each([
    ['profile:read', 'profile:read'],
    ['profile:write profile:read', 'profile:read profile:write'],
    ['account:security profile:write profile:read', scopes.join(' ')],
    ['profile:read profile:read', 'profile:read'],
    ['  profile:read   profile:write ', 'profile:read profile:write'],
  ])('%j is kept as %j', (value, canonical) => {
    expect(kept(value)).toBe(canonical);
  });

  it.each([
    ' ',
    'admin',
    'profile:read admin',
    'Profile:Read',
    'profile:read,profile:write',
    'profile:read\tprofile:write',
    'profile:read\u00a0profile:write',
    'profile:*',
    'profile',
    'constructor',
    '__proto__',
    'profile:read\n',
  ])('%j is refused', (scope) => {
    const body = { login: 'a', password: 'b', scope };
    const { error } = loginRequest.safeParse(body);
    expect(error && validationErrors(error, body)).toEqual([
      {
        type: 'value_error',
        loc: ['body', 'scope'],
        msg: 'Value error, The scope may have profile:read, profile:write, account:security, parted by spaces',
      },
    ]);
  });

  it.each([
    ['', 'string_too_short'],
    [null, 'string_type'],
    [['profile:read'], 'string_type'],
  ])('%j is refused as %s', (scope, type) => {
    expect(faults(loginRequest, { login: 'a', password: 'b', scope })).toEqual([
      `${type} body.scope`,
    ]);
  });

  it('is parted by parseScope, which leaves out what it does not know', () => {
    expect(parseScope('profile:read account:security')).toEqual([
      'profile:read',
      'account:security',
    ]);
    expect(parseScope('admin profile:write constructor')).toEqual(['profile:write']);
    expect(parseScope('')).toEqual([]);
  });
});

it('tokenResponse takes exactly its five fields, of which a cookie may bring one', () => {
  const tokens = {
    access_token: 'a',
    token_type: 'Bearer',
    expires_in: 900,
    refresh_token: 'r',
    scope: 'profile:read',
  };
  expect(tokenResponse.parse(tokens)).toEqual(tokens);
  const { refresh_token: _inTheCookie, ...rest } = tokens;
  expect(tokenResponse.parse(rest)).toEqual(rest);
  expect(tokenResponse.safeParse({ ...rest, refresh_token: null }).success).toBe(false);
  expect(tokenResponse.safeParse({ ...tokens, token_type: 'bearer' }).success).toBe(false);
  expect(tokenResponse.safeParse({ ...tokens, refresh_token_hash: 'h' }).success).toBe(false);
});
