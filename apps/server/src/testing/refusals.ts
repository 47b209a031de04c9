import { type Account, password } from './app.js';

const other = 'quiet-lantern-58-harbor';
const change = (new_password: unknown) => ({ current_password: password, new_password });

type Body = unknown | ((account: Account) => unknown);
/** A code, or the faults as their rule and field. */
type Refusal = string | string[];

/** What an operation is sent, and how it refuses that at every door. The first account is person1. */
export const refusals: Record<string, [title: string, body: Body, refusal: Refusal][]> = {
  'profile.update': [
    [
      'numbers and booleans',
      { first_name: 1, last_name: true, display_name: 1.5 },
      ['string_type first_name', 'string_type last_name', 'string_type display_name'],
    ],
    [
      'lists and objects',
      { phone: [], locale: {}, timezone: false },
      ['string_type phone', 'string_type locale', 'string_type timezone'],
    ],
    [
      'faults out of order',
      { zzz: 1, timezone: 'Mars/Base', locale: '?', first_name: '' },
      [
        'string_too_short first_name',
        'value_error locale',
        'value_error timezone',
        'extra_forbidden zzz',
      ],
    ],
    [
      'NUL, a long text, a short number',
      { last_name: 'x'.repeat(201), phone: '123', first_name: '\0' },
      ['value_error first_name', 'string_too_long last_name', 'value_error phone'],
    ],
    ['a lone surrogate', '{"first_name":"\\ud800"}', ['value_error first_name']],
    [
      'private and read-only fields',
      { is_staff: true, email: 'a@b.example.com', id: 'usr_1', version: 9 },
      [
        'extra_forbidden is_staff',
        'extra_forbidden email',
        'extra_forbidden id',
        'extra_forbidden version',
      ],
    ],
    [
      'names of the prototype',
      '{"__proto__":{"is_staff":true},"constructor":1,"toString":2}',
      ['extra_forbidden __proto__', 'extra_forbidden constructor', 'extra_forbidden toString'],
    ],
    ['a list', [{ first_name: 'A' }], ['model_attributes_type']],
    ['a text', '"{}"', ['model_attributes_type']],
    ['a number', 0, ['model_attributes_type']],
    ['false', false, ['model_attributes_type']],
    ['null', null, ['missing']],
    ['nothing', undefined, ['missing']],
    [
      'a list in a list, 10,000 deep',
      '['.repeat(10_000) + ']'.repeat(10_000),
      ['model_attributes_type'],
    ],
    [
      'the same as a field',
      `{"phone":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
      ['string_type phone'],
    ],
    ['what is no JSON', '{"first_name":', ['json_invalid 0']],
    ['what is no JSON from the start', 'x', ['json_invalid 0']],
    ['what is not UTF-8', Buffer.from('{"first_name":"\xff"}', 'latin1'), 'malformed_request'],
    ['over 100 KB', `{"first_name":"${'x'.repeat(102_400)}"}`, 'body_too_large'],
  ],
  'password.change': [
    ['nothing in it', {}, ['missing current_password', 'missing new_password']],
    [
      'a number and a boolean',
      { current_password: 1, new_password: true },
      ['string_type current_password', 'string_type new_password'],
    ],
    ['seven characters', change('1234567'), ['string_too_short new_password']],
    ['seven emoji', change('😀'.repeat(7)), ['string_too_short new_password']],
    ['257 characters', change('x'.repeat(257)), ['string_too_long new_password']],
    ['a common password', change('Password123'), ['value_error new_password']],
    ['the current password', change(password), ['value_error new_password']],
    ['the address', ({ email }: Account) => change(email), ['value_error new_password']],
    ['an unknown field', { ...change(other), sessions: 1 }, ['extra_forbidden sessions']],
    [
      'a wrong password',
      { current_password: 'wrong', new_password: other },
      'invalid_current_password',
    ],
  ],
  'email.confirmVerification': [
    ['nothing in it', {}, ['missing token']],
    ['both', { token: 'x', code: '123456' }, ['value_error code']],
    ['a code as a number', { code: 123456 }, ['string_type code']],
    ['five digits', { code: '12345' }, ['string_too_short code']],
    ['a made-up token', { token: 'made-up' }, 'invalid_mail_token'],
  ],
  'email.change': [
    ['nothing in it', {}, ['missing email', 'missing current_password']],
    [
      'a poisoned address and a number',
      { email: 'a@example.com\r\nBcc: b@example.com', current_password: 1 },
      ['value_error email', 'string_type current_password'],
    ],
    [
      'the present address',
      ({ email }: Account) => ({ email: email.toUpperCase(), current_password: password }),
      ['value_error email'],
    ],
    [
      'a redirect that is not configured',
      {
        email: 'new@example.com',
        current_password: password,
        redirect: 'https://evil.example.com/',
      },
      ['value_error redirect'],
    ],
    [
      'a wrong password',
      { email: 'new@example.com', current_password: 'wrong' },
      'invalid_current_password',
    ],
  ],
  'email.undoChange': [
    ['nothing in it', {}, ['missing token']],
    ['a list', { token: [] }, ['string_type token']],
    ['a made-up token', { token: 'made-up' }, 'invalid_mail_token'],
    ['a NUL', { token: '\0' }, ['value_error token']],
  ],
  'auth.forgotPassword': [
    ['nothing in it', {}, ['missing email']],
    ['two addresses', { email: 'a@example.com,b@example.com' }, ['value_error email']],
    [
      'a script as the redirect, and an unknown field',
      { email: 'a@example.com', redirect: 'javascript:alert(1)', to: 'b@example.com' },
      ['value_error redirect', 'extra_forbidden to'],
    ],
  ],
  'auth.resetPassword': [
    ['nothing in it', {}, ['missing token', 'missing new_password']],
    [
      'seven characters, and a number',
      { token: 1, new_password: '1234567' },
      ['string_type token', 'string_too_short new_password'],
    ],
    ['a made-up token', { token: 'made-up', new_password: other }, 'invalid_mail_token'],
  ],
  'email.requestVerification': [['a second time', undefined, 'verification_cooldown']],
  'auth.register': [
    [
      'faults in every field',
      { email: 'nobody', password: 'short', username: 'a@b' },
      ['value_error email', 'string_too_short password', 'value_error username'],
    ],
    [
      'nulls',
      { email: null, password: null, first_name: null },
      ['string_type email', 'string_type password', 'string_type first_name'],
    ],
    [
      'a common password',
      { email: 'new@example.com', password: 'password123' },
      ['value_error password'],
    ],
    [
      'a cookie, from no page',
      { email: 'new@example.com', password, token_delivery: 'cookie' },
      'origin_not_allowed',
    ],
    ['a taken address', { email: 'PERSON1@Example.com', password }, 'email_taken'],
    [
      'a taken username',
      { email: 'new@example.com', password, username: 'Person1' },
      'username_taken',
    ],
  ],
  'auth.login': [
    ['nothing in it', {}, ['missing login', 'missing password']],
    [
      'a number and an unknown scope',
      { login: 'person1', password: 1, scope: 'admin' },
      ['string_type password', 'value_error scope'],
    ],
    [
      'a token and a code',
      { login: 'person1', password, token: 'x', code: '123456' },
      ['value_error code'],
    ],
    ['a wrong password', { login: 'person1', password: `${password} ` }, 'invalid_credentials'],
    [
      'a cookie, from no page',
      { login: 'person1', password, token_delivery: 'cookie' },
      'origin_not_allowed',
    ],
    ['an unknown login', { login: 'no-such-person', password }, 'invalid_credentials'],
    [
      'huge texts',
      { login: 'a'.repeat(50_000), password: 'b'.repeat(50_000) },
      'invalid_credentials',
    ],
  ],
  'auth.refresh': [
    ['an empty token', { refresh_token: '' }, ['string_too_short refresh_token']],
    ['a list', { refresh_token: ['x'] }, ['string_type refresh_token']],
    ['a made-up token', { refresh_token: 'ses_made.0.up' }, 'invalid_refresh_token'],
    ['nothing in it, and no cookie', {}, ['missing refresh_token']],
    ['no body, and no cookie', undefined, ['missing']],
    ['an unknown delivery', { token_delivery: 'header' }, ['literal_error token_delivery']],
    [
      'a cookie, from no page',
      ({ refresh_token }: Account) => ({ refresh_token, token_delivery: 'cookie' }),
      'origin_not_allowed',
    ],
    ['the cookie, from no page', { token_delivery: 'cookie' }, 'origin_not_allowed'],
  ],
  'auth.logout': [
    ['another case', { scope: 'ALL' }, ['literal_error scope']],
    ['null', { scope: null }, ['literal_error scope']],
    ['a text', '"all"', ['model_attributes_type']],
  ],
};
