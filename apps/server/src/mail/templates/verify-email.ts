import { always, type Link, linked, type Occasion, template } from './template.js';

export interface VerifyEmail extends Occasion {
  link: Link;
  code: string;
  /** Why the address is to be proved; `awaits` says that nobody can sign in before. */
  reason: 'sign-up' | 'change' | 'awaits';
}

export const verifyEmail = template({
  texts: {
    subject: always,
    subject_change: always,
    why: linked,
    why_change: linked,
    why_awaits: linked,
    button: always,
    code: linked,
    code_awaits: linked,
    expiry: linked,
    sign_in_first: linked,
    not_you: linked,
  },
  write({ link, code, reason }: VerifyEmail) {
    const awaits = reason === 'awaits';
    const why = reason === 'change' ? 'why_change' : awaits ? 'why_awaits' : 'why';
    return {
      subject: reason === 'change' ? 'subject_change' : 'subject',
      blocks: [
        { say: why },
        { button: 'button', link },
        { say: awaits ? 'code_awaits' : 'code' },
        { code },
        { say: 'expiry' },
        ...(awaits ? [] : [{ say: 'sign_in_first' } as const]),
        { say: 'not_you' },
      ],
    };
  },
});
