/** What a mail says, in both forms; names and addresses in it are escaped for each. */
export interface Content {
  subject: string;
  text: string;
  html: string;
}

export { accountExists } from './templates/account-exists.js';
export { passwordChanged } from './templates/password-changed.js';
export { verifyEmail } from './templates/verify-email.js';
