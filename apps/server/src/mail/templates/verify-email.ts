import type { Content } from '../templates.js';
import { html, page } from './html.js';
import { spellDuration, spellInstant } from './time.js';

export interface VerifyEmail {
  publicUrl: string;
  token: string;
  code: string;
  requestedAt: Date;
  expiresAt: Date;
}

// It greets nobody by name: the address is unproved, so a name in it would let anyone who signs up
// send a stranger words, and links, of their choice in our name.
export function verifyEmail(props: VerifyEmail): Content {
  const { publicUrl, token, code, requestedAt, expiresAt } = props;
  const { host } = new URL(publicUrl);
  const link = `${publicUrl}/account/verify-email?token=${encodeURIComponent(token)}`;
  const subject = 'Confirm your email address';
  const why = `Somebody gave this address for an account at ${host}.`;
  const expiry = `Link and code work once, until ${spellInstant(expiresAt)}, which is ${spellDuration(
    expiresAt.getTime() - requestedAt.getTime(),
  )} after they were asked for.`;
  const notYou =
    'If this was not you, do nothing: somebody typed your address, perhaps by mistake. Without a confirmation nothing happens. Never tell anyone the code.';

  const text = `Hello,

${why} If it was you, open this link to confirm that the address is yours:

${link}

Or enter this code where you are signed in:

${code}

${expiry} You may be asked to sign in first.

${notYou}
`;

  const body = html`<p>Hello,</p>
<p>${why} If it was you, confirm that the address is yours:</p>
<p><a href="${link}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:#1a5fb4;color:#ffffff;text-decoration:none">Confirm this address</a></p>
<p>Or enter this code where you are signed in:</p>
<p style="font:600 28px/1.2 ui-monospace,monospace;letter-spacing:4px">${code}</p>
<p>${expiry} You may be asked to sign in first.</p>
<p>${notYou}</p>
<p style="font-size:13px">If the button does not work, copy this address into your browser:<br>
<a href="${link}" style="color:inherit;word-break:break-all">${link}</a></p>`;

  return { subject, text, html: page(subject, body) };
}
