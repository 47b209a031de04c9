import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { createTransport, type NodemailerError } from 'nodemailer';
import { smtpOptions, withoutPassword } from './smtp-transport.js';

/** Whether mail can be handed over where `MAIL_URL` says, without sending any; throws why not. */
export async function checkMail(mailUrl: string): Promise<string> {
  if (mailUrl.startsWith('file:')) return checkFolder(mailUrl.slice('file:'.length));
  const mailer = createTransport(smtpOptions(mailUrl));
  try {
    await mailer.verify();
  } catch (error) {
    throw withoutPassword(error as NodemailerError, mailUrl);
  } finally {
    mailer.close();
  }
  const { protocol, host } = new URL(mailUrl);
  return `${protocol}//${host} takes mail`;
}

function checkFolder(folder: string): string {
  let place = folder;
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  if (!statSync(place).isDirectory()) throw new Error(`${place} is no folder`);
  try {
    accessSync(place, constants.W_OK | constants.X_OK);
  } catch {
    throw new Error(`${place} is not writable`);
  }
  return `written to ${folder}`;
}
