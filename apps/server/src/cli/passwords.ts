import { text } from 'node:stream/consumers';
import { generatePassword, type Services } from '@profile/api';
import { Refused } from './refusal.js';

export const passwordStdin = [
  '--password-stdin',
  'read the password from standard input; otherwise one is made and shown, once',
] as const;

export interface ChosenPassword {
  password: string;
  /** There when the password was made here, and therefore has to be shown. */
  shown: { password?: string };
}

/** The password that is piped in, or a new one. */
export async function choosePassword(
  services: Services,
  options: { passwordStdin?: boolean },
): Promise<ChosenPassword> {
  if (!options.passwordStdin) {
    const password = generatePassword(services);
    return { password, shown: { password } };
  }
  if (process.stdin.isTTY) {
    throw new Refused('usage', 'Pipe the password in; on a terminal it would be seen.', 2);
  }
  const password = (await text(process.stdin)).replace(/\r?\n$/, '');
  return { password, shown: {} };
}

/** The line that shows a generated password. */
export function passwordLine({ password }: { password?: string }): string {
  return password === undefined ? '' : `\nPassword, shown only now: ${password}`;
}
