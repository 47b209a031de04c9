// Gives an account its former address back, when the button says so and never before.

import { call } from './api.js';
import { attempt, complain, element, entitle, finish, mailedToken, show, tell } from './page.js';

if (!mailedToken) giveUp('Something is missing', 'Open the link from the mail again.');

element('undo').addEventListener('click', () => attempt(undo, refused));

async function undo() {
  await call('POST', 'auth/undo-email-change', { body: { token: mailedToken } });
  finish(
    'Your old address is back',
    'Every device was signed out. A mail with a link to choose a new password is on its way to your old address. Do that next: whoever changed the address may know your password.',
  );
}

/** @param {import('./api.js').Refusal} refusal */
function refused(refusal) {
  if (refusal.code !== 'invalid_mail_token') return complain(refusal);
  show('dead', true);
  giveUp(
    'This link does not work any more',
    'It works once, for seven days, and only while the address can be given back.',
  );
}

/** @param {string} title @param {string} sentence */
function giveUp(title, sentence) {
  entitle(title);
  show('work', false);
  tell(sentence, 'bad');
}
