import { z } from 'zod';
import { RuleError, text } from '../text.js';
import { instant } from '../time.js';

/** Where the proof of the caller's email address stands. */
export const emailVerification = z
  .strictObject({
    status: z.enum(['unverified', 'pending', 'verified']).meta({
      description: '`pending` while a mailed link or code is still good',
      examples: ['pending'],
    }),
    email: z.string().meta({ description: 'The account’s address', examples: ['ada@example.com'] }),
    pending_email: z
      .string()
      .nullable()
      .meta({
        description: 'The new address that a change is waiting for; the rest is then about it',
        examples: [null],
      }),
    sent_at: instant.nullable().meta({ description: 'When the last mail was sent' }),
    expires_at: instant.nullable().meta({
      description: 'When its link and code expire',
      examples: ['2026-03-11T14:20:00.000Z'],
    }),
    resend_available_at: instant.nullable().meta({
      description: 'Another mail can be asked for from then on',
      examples: ['2026-03-10T14:21:00.000Z'],
    }),
  })
  .meta({ id: 'EmailVerification', description: 'Where the proof of the email address stands.' });

const sixDigits = /^[0-9]{6}$/;

const sixDigitCode = text({
  min: 6,
  max: 6,
  pattern: sixDigits,
  rule: (value) => {
    if (!sixDigits.test(value)) throw new RuleError('A code has six digits');
    return value;
  },
});

/** What a mail brought: the link's token, or the six-digit code. */
export const mailed = {
  token: text({ min: 1, max: 200 })
    .optional()
    .meta({
      description: 'The token of the mailed link',
      examples: ['pU5vTz1qWn8sRd3kXy6mLg0aQe7bHc2jVf9iYtNo4uKrPwExSlZ1DhGmBv3CqAz8T'],
    }),
  code: sixDigitCode
    .optional()
    .meta({ description: 'The six digits of the mail', examples: ['493021'] }),
};

interface Mailed {
  token?: string | undefined;
  code?: string | undefined;
}

/** Refuses both at once: they could be of different mails. */
export function notBoth({ value, issues }: z.core.ParsePayload<Mailed>): void {
  if (value.token === undefined || value.code === undefined) return;
  const message = 'Value error, Send either a token or a code, not both';
  issues.push({ code: 'custom', message, path: ['code'], input: value.code });
}

export const confirmVerificationRequest = z
  .strictObject(mailed)
  .check(notBoth, ({ value, issues }) => {
    if (value.token !== undefined || value.code !== undefined) return;
    issues.push({ code: 'invalid_type', expected: 'string', path: ['token'], input: undefined });
  })
  .meta({
    id: 'ConfirmVerificationRequest',
    description: 'Request to confirm the email address: either `token` or `code`.',
    oneOf: [{ required: ['token'] }, { required: ['code'] }],
    examples: [{ code: '493021' }],
  });

export type EmailVerification = z.infer<typeof emailVerification>;
export type ConfirmVerificationRequest = z.input<typeof confirmVerificationRequest>;
