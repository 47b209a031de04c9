import { accountExists } from './templates/account-exists.js';
import { emailChangeUndone } from './templates/email-change-undone.js';
import { emailChanged } from './templates/email-changed.js';
import { emailTaken } from './templates/email-taken.js';
import { notice } from './templates/notice.js';
import { resetPassword } from './templates/reset-password.js';
import type { Letter, Template } from './templates/template.js';
import { verifyEmail } from './templates/verify-email.js';

/** Every kind of mail that there is; a kind's texts stand under its name in each catalogue. */
export const templates = {
  'verify-email': verifyEmail,
  'reset-password': resetPassword,
  'account-exists': accountExists,
  'email-taken': emailTaken,
  'password-changed': notice,
  'email-changed': emailChanged,
  'email-change-undone': emailChangeUndone,
  'new-sign-in': notice,
  'session-ended': notice,
};

type Templates = typeof templates;
export type Kind = keyof Templates;
type PropsOf<Each extends Kind> = Parameters<Templates[Each]['write']>[0];

/** A kind, and what a mail of this kind has to be told. */
export type Mail = { [Each in Kind]: { kind: Each; props: PropsOf<Each> } }[Kind];

export const isKind = (kind: string): kind is Kind => Object.hasOwn(templates, kind);

export function writeLetter({ kind, props }: Mail): Letter {
  // Kind and props belong together in every member of Mail, which the compiler can't follow here.
  const template: Template<typeof props> = templates[kind] as Template;
  return template.write(props);
}
