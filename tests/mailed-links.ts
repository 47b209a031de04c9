import { join } from 'node:path';
import { createMailedSecrets } from '../packages/api/dist/email/mailed-secrets.js';
import { createSecrets } from '../packages/api/dist/secrets.js';
import { openStore } from '../packages/db/dist/index.js';
import type { TestServer } from './server.js';

/** What a server must be started with for its links to be known here. */
export const secret = 'a secret of these tests, and of no others';

/**
 * The link to a page that was mailed to an address last. To be replaced by `findMail`, once there are
 * templates for these mails; until then it is made from the database, as the mail's would be.
 */
export async function mailedLink(
  { dir, url }: TestServer,
  { page, to }: { page: 'reset-password' | 'undo-email-change'; to: string },
): Promise<string> {
  const store = openStore(join(dir, 'profile.db'));
  const row = await store.mailTokens.livingTo(to, page, new Date().toISOString());
  await store.close();
  if (!row) throw new Error(`There is no living link of ${page} to ${to}`);
  return `${url}/account/${page}?token=${createMailedSecrets(createSecrets(secret)).token(row)}`;
}
