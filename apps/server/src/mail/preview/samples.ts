import type { Link, Occasion } from '../templates/template.js';
import type { Mail } from '../templates.js';

export const samplePublicUrl = 'https://accounts.example.com';

const at = new Date('2026-11-21T20:39:00Z');
const hour = 3_600_000;

const occasion: Occasion = { at, ip: '203.0.113.7', device: 'Firefox (Linux)' };
const linkTo = (page: string, hours: number): Link => ({
  url: `${samplePublicUrl}/account/${page}?token=bW9ycGhvbG9neQ.3r0lBqk1k2mQ8oVdGxV8mJv1fXyqk7hU2tS5w9nZ4eA`,
  madeAt: at,
  expiresAt: new Date(at.getTime() + hours * hour),
});
const verification = { ...occasion, link: linkTo('verify-email', 24), code: '012345' };
const reset = linkTo('reset-password', 1);

/** Every kind of mail, in each of its forms. */
export const samples: { form?: string; mail: Mail }[] = [
  { mail: { kind: 'verify-email', props: { ...verification, reason: 'sign-up' } } },
  {
    form: 'change of address',
    mail: { kind: 'verify-email', props: { ...verification, reason: 'change' } },
  },
  {
    form: 'private sign-up',
    mail: { kind: 'verify-email', props: { ...verification, reason: 'awaits' } },
  },
  { mail: { kind: 'reset-password', props: { ...occasion, device: undefined, link: reset } } },
  { mail: { kind: 'account-exists', props: { at, former: false, link: reset } } },
  { form: 'without link', mail: { kind: 'account-exists', props: { at, former: false } } },
  { form: 'former address', mail: { kind: 'account-exists', props: { at, former: true } } },
  { mail: { kind: 'email-taken', props: { at, former: false } } },
  { form: 'former address', mail: { kind: 'email-taken', props: { at, former: true } } },
  { mail: { kind: 'password-changed', props: occasion } },
  { mail: { kind: 'email-changed', props: { ...occasion, former: false } } },
  {
    form: 'former address',
    mail: {
      kind: 'email-changed',
      props: { ...occasion, former: true, link: linkTo('undo-email-change', 7 * 24) },
    },
  },
  {
    form: 'former address, without link',
    mail: { kind: 'email-changed', props: { ...occasion, former: true } },
  },
  { mail: { kind: 'email-change-undone', props: { at, link: reset } } },
  { form: 'without link', mail: { kind: 'email-change-undone', props: { at } } },
  { mail: { kind: 'new-sign-in', props: occasion } },
  { mail: { kind: 'session-ended', props: { ...occasion, ip: '2001:db8:7::2a' } } },
];

export const nameOf = ({ form, mail: { kind } }: (typeof samples)[number]): string =>
  form ? `${kind} (${form})` : kind;
