import type { MailDescription } from '@profile/db';
import { columns } from './command.js';

export const mailRowHead = ['MAIL', 'KIND', 'STATE', 'TRIES', 'WRITTEN', 'ADDRESS', 'LAST ERROR'];

export function mailRow(mail: MailDescription): string[] {
  const { id, kind, state, tries, created_at, address } = mail;
  return [id, kind, state, String(tries), created_at, address, lastError(mail)];
}

export function mailLines(mail: MailDescription): string {
  return columns([
    ['id', mail.id],
    ['kind', mail.kind],
    ['to', mail.address],
    ['account', mail.user_id],
    ['state', mail.state],
    ['written', mail.created_at],
    ['next try', mail.next_try_at ?? '-'],
    ['sent', mail.sent_at ?? '-'],
    ['failed tries', String(mail.tries)],
    ['last error', lastError(mail)],
  ]);
}

/** That a mail is superseded is its state, and no error. */
function lastError({ state, last_error }: MailDescription): string {
  return state === 'superseded' ? '-' : (last_error ?? '-');
}
