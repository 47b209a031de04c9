import type { Content } from '../templates.js';
import { greeting } from './greeting.js';
import { html, page } from './html.js';
import { spellInstant } from './time.js';

export interface PasswordChanged {
  publicUrl: string;
  /** Only of somebody who has proved the address that this goes to. */
  name?: string | undefined;
  at: Date;
  /** The network address the change came from. */
  ip?: string | undefined;
}

export function passwordChanged({ publicUrl, name, at, ip }: PasswordChanged): Content {
  const { host } = new URL(publicUrl);
  const hello = greeting(name);
  const subject = 'Your password was changed';
  const from = ip === undefined ? '' : `, from the network address ${ip}`;
  const what = `The password of your account at ${host} was changed on ${spellInstant(at)}${from}. Every other device was signed out.`;
  const you = 'If this was you, there is nothing to do.';
  const notYou = `If this was not you, somebody else knew your password: tell those who run ${host} at once, and change the password of your mailbox too if it was the same.`;

  const text = `${hello}

${what}

${you}

${notYou}
`;

  const body = html`<p>${hello}</p>
<p>${what}</p>
<p>${you}</p>
<p>${notYou}</p>`;

  return { subject, text, html: page(subject, body) };
}
