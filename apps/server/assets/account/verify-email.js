// Signs in, confirms the address by a POST, and signs out again.

import { call, Refusal } from './api.js';
import {
  attempt,
  element,
  finish,
  input,
  mailedToken,
  onSubmit,
  redirect,
  show,
  tell,
} from './page.js';

/** @typedef {import('@profile/contract').EmailVerification} EmailVerification */

// Whoever is signed in at the account page needn't sign in once more.
if (mailedToken && localStorage.getItem('profile.signed-in') !== null) {
  location.replace(`/account/email#token=${encodeURIComponent(mailedToken)}`);
}

let token = mailedToken;
/** Kept in memory only. @type {string | undefined} */
let access;
/** How the account stood when it was last asked. @type {EmailVerification | undefined} */
let state;
/** Whether there is reason to offer a new mail. */
let dead = false;

render();
if (redirect) {
  for (const link of document.querySelectorAll('a')) {
    if (link.pathname === '/account/reset-password') {
      link.search = `${new URLSearchParams({ redirect })}`;
    }
  }
}
onSubmit(
  'form',
  async () => {
    show('refused', false);
    if (!access) await signIn();
    await confirm();
  },
  refused,
);
element('resend').addEventListener('click', () => attempt(requestMail, refused));
addEventListener('pagehide', () => {
  if (!access) return;
  signOut();
  // The browser may show the page again as it was left.
  render();
});

const mailed = () => (token ? { token } : { code: input('code').value.replace(/\s/g, '') });

async function signIn() {
  const login = input('login').value.trim();
  const password = input('password').value;
  // No more scope than confirming takes, should the token ever leak. An account made by a private
  // sign-up is confirmed by this alone; any other ignores what was mailed.
  const body = { login, password, scope: 'profile:read profile:write', ...mailed() };
  const answer = await call('POST', 'auth/login', { body }).catch((error) => {
    if (error.code === 'invalid_credentials') {
      input('password').value = '';
      show('refused', true);
    }
    throw error;
  });
  access = answer.access_token;
  input('password').value = '';
}

async function confirm() {
  const before = await read();
  if (before.status === 'verified') return finishVerified(before);
  try {
    const after = await call('POST', 'me/verify-email/confirm', { body: mailed(), access });
    const instead = before.pending_email ? ` It takes the place of ${before.email}.` : '';
    done(`${after.email} is confirmed.${instead}`);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'invalid_mail_token') throw error;
    await explain(error);
  }
}

/** A dead token may mean that all is done, or that a newer mail is out. @param {Refusal} refusal */
async function explain(refusal) {
  const now = await read().catch(() => undefined);
  if (now?.status === 'verified') return finishVerified(now);
  token = undefined;
  dead = true;
  const newer = now?.status === 'pending' ? ` The newest mail to ${address()} still works.` : '';
  throw new Refusal(refusal.message + newer);
}

async function requestMail() {
  state = /** @type {EmailVerification} */ (await call('POST', 'me/verify-email', { access }));
  if (state.status === 'verified') return finishVerified(state);
  input('code').value = '';
  render();
  tell(`A new mail is on its way to ${address()}. Open its link, or type its code here.`);
}

/** @returns {Promise<EmailVerification>} */
async function read() {
  state = /** @type {EmailVerification} */ (await call('GET', 'me/verify-email', { access }));
  return state;
}

/** The link may have done it just now or long ago, or may be another account's. @param {EmailVerification} state */
function finishVerified({ email }) {
  done(`${email} is confirmed. This account has no other address to confirm.`);
}

/** @param {string} sentence */
function done(sentence) {
  signOut();
  finish('Email address confirmed', sentence);
}

function signOut() {
  if (!access) return;
  const headers = { authorization: `Bearer ${access}` };
  access = undefined;
  // It outlives the page; if it fails, nobody holds the session's tokens any more.
  fetch('/api/v1/auth/logout', { method: 'POST', headers, keepalive: true }).catch(() => {});
}

/** @param {Refusal} refusal */
function refused({ code, message }) {
  const ended = code === 'invalid_token';
  if (ended) access = undefined;
  render();
  tell(ended ? `${message} Please sign in again.` : message, 'bad');
}

/** What is to be confirmed. */
function address() {
  return state?.pending_email ?? state?.email ?? 'your address';
}

function render() {
  show('link-intro', !access && !!token);
  show('code-intro', !access && !token);
  show('credentials', !access);
  show('strangers', !access);
  show('code-field', !token);
  show('subject', !!access);
  const instead = state?.pending_email ? `, to take the place of ${state.email}` : '';
  element('subject').textContent = `You are about to confirm ${address()}${instead}.`;
  show('resend', !!access && dead);
  element('resend').textContent = `Send a new mail to ${address()}`;
  const again = token ? 'Try again' : 'Confirm';
  element('submit').textContent = access ? again : 'Sign in and confirm';
}
