import { describe, expect, it } from 'vitest';
import { validationErrors } from '../validation.js';
import { confirmVerificationRequest, emailVerification } from './verification.js';

function faults(body: unknown) {
  const { error } = confirmVerificationRequest.safeParse(body);
  return error
    ? validationErrors(error, body).map(({ type, loc, msg }) => [type, ...loc, msg])
    : [];
}

describe('confirmVerificationRequest', () => {
  it.each([{ token: 'Zk3' }, { code: '493021' }, { token: 'x'.repeat(200) }])(
    'takes %j',
    (body) => {
      expect(confirmVerificationRequest.parse(body)).toStrictEqual(body);
    },
  );

  const missing = ['missing', 'body', 'token', 'Field required'];
  const notText = 'Input should be a valid string';

  it.each([
    [{}, [missing]],
    [{ zzz: 1 }, [missing, ['extra_forbidden', 'body', 'zzz', 'Extra inputs are not permitted']]],
    [
      { token: 'Zk3', code: '493021' },
      [['value_error', 'body', 'code', 'Value error, Send either a token or a code, not both']],
    ],
    [{ token: null }, [['string_type', 'body', 'token', notText]]],
    [{ code: 493021 }, [['string_type', 'body', 'code', notText]]],
    [
      { token: 1, code: 2 },
      [
        ['string_type', 'body', 'token', notText],
        ['string_type', 'body', 'code', notText],
      ],
    ],
    [
      { token: '' },
      [['string_too_short', 'body', 'token', 'String should have at least 1 character']],
    ],
    [
      { token: 'x'.repeat(201) },
      [['string_too_long', 'body', 'token', 'String should have at most 200 characters']],
    ],
    [
      { code: '49302' },
      [['string_too_short', 'body', 'code', 'String should have at least 6 characters']],
    ],
    [
      { code: '4930210' },
      [['string_too_long', 'body', 'code', 'String should have at most 6 characters']],
    ],
    [undefined, [['missing', 'body', 'Field required']]],
  ])('refuses %j', (body, said) => {
    expect(faults(body)).toEqual(said);
  });
});

it.each([
  {
    status: 'verified',
    email: 'a@b.example',
    pending_email: null,
    sent_at: null,
    expires_at: null,
    resend_available_at: null,
  },
  {
    status: 'pending',
    email: 'a@b.example',
    pending_email: 'c@d.example',
    sent_at: '2026-03-10T14:20:00.000Z',
    expires_at: '2026-03-11T14:20:00.000Z',
    resend_available_at: '2026-03-10T14:21:00.000Z',
  },
])('emailVerification takes $status and nothing beside its fields', (state) => {
  expect(emailVerification.parse(state)).toEqual(state);
  expect(emailVerification.safeParse({ ...state, token: 'Zk3' }).success).toBe(false);
});
