import type { Content } from '../templates.js';
import { html, page } from './html.js';
import { spellInstant } from './time.js';

export interface AccountExists {
  publicUrl: string;
  at: Date;
}

// It greets nobody by name, since the address may be unproved.
export function accountExists({ publicUrl, at }: AccountExists): Content {
  const { host } = new URL(publicUrl);
  const subject = 'You have an account already';
  const what = `On ${spellInstant(at)} somebody signed up at ${host} with this address, for which there is an account already. Nothing was changed.`;
  const you = 'If this was you, sign in with this address and your password instead.';
  const notYou = 'If this was not you, there is nothing to do: whoever it was has learned nothing.';

  const text = `Hello,

${what}

${you}

${notYou}
`;

  const body = html`<p>Hello,</p>
<p>${what}</p>
<p>${you}</p>
<p>${notYou}</p>`;

  return { subject, text, html: page(subject, body) };
}
