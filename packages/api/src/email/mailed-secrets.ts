import type { MailToken } from '@profile/db';
import { type Secrets, sameText } from '../secrets.js';

const form = /^([A-Za-z0-9_-]{22})([A-Za-z0-9_-]{43})$/;

export type MailedSecrets = ReturnType<typeof createMailedSecrets>;
type Row = Pick<MailToken, 'id' | 'user_id' | 'purpose' | 'address'>;

/** The link's token and the six-digit code of a row, both derived when the mail is written. */
export function createMailedSecrets(secrets: Secrets) {
  const token = ({ id, user_id, purpose, address }: Row): string =>
    id + secrets.mac('mail-token', id, user_id, purpose, address).toString('base64url');
  const code = ({ id, user_id, purpose, address }: Row): string => {
    const number = secrets.mac('mail-code', id, user_id, purpose, address).readUIntBE(0, 6);
    return String(number % 1_000_000).padStart(6, '0');
  };

  return {
    token,
    code,
    /** The id of the row that a token claims to be of. */
    rowId: (given: string): string | undefined => form.exec(given)?.[1],
    isToken: (given: string, row: Row): boolean => sameText(given, token(row)),
    isCode: (given: string, row: Row): boolean => sameText(given, code(row)),
  };
}
