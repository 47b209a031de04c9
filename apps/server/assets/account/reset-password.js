// Chooses a new password by a mailed token; without one that is good, asks for the mail.

import { call } from './api.js';
import {
  complain,
  element,
  entitle,
  finish,
  input,
  mailedToken,
  onSubmit,
  redirect,
  show,
  tell,
} from './page.js';

const password = input('new_password');

offer(mailedToken ? 'choose' : 'ask');
if (!mailedToken) entitle('Forgot your password?');

input('reveal').addEventListener('change', () => reveal(input('reveal').checked));

onSubmit('choose', choose, (refusal) => {
  if (refusal.code !== 'invalid_mail_token') return complain(refusal);
  password.value = '';
  offer('ask');
  entitle('This link does not work any more');
  element('ask-submit').textContent = 'Send me a new link';
  tell(refusal.message, 'bad');
});

onSubmit('ask', async () => {
  const email = input('email').value.trim();
  await call('POST', 'auth/forgot-password', { body: { email, redirect } });
  entitle('Look into your mailbox');
  element('ask-submit').textContent = 'Send another mail';
  tell(
    `If there is an account with ${email}, a mail with a link is on its way to it. The link works once, for an hour.`,
  );
});

async function choose() {
  // Shown, the browser could remember it like any other text.
  input('reveal').checked = false;
  reveal(false);
  const body = { token: mailedToken, new_password: password.value };
  await call('POST', 'auth/reset-password', { body });
  password.value = '';
  finish(
    'Your new password is set',
    'Every device was signed out. Sign in with the new password from now on.',
  );
}

/** @param {boolean} visible */
function reveal(visible) {
  password.type = visible ? 'text' : 'password';
}

/** @param {'choose' | 'ask'} form */
function offer(form) {
  show('choose', form === 'choose');
  show('ask', form === 'ask');
}
