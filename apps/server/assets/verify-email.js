// The page behind the mailed link: it signs in, confirms by a POST, and signs out again.

/** @typedef {import('@profile/contract').EmailVerification} EmailVerification */
/** @typedef {{ detail?: string | { msg: string }[], code?: string }} Failure */

/** An answer other than success, with the sentence to show for it. */
class Refusal extends Error {
  /** @param {string} sentence @param {string} [code] */
  constructor(sentence, code) {
    super(sentence);
    this.code = code;
  }
}

const element = (/** @type {string} */ id) =>
  /** @type {HTMLElement} */ (document.getElementById(id));
const input = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (element(id));

let token = new URLSearchParams(location.search).get('token') || undefined;
// Left in the address, the token would stay in the history and in whatever the browser syncs.
history.replaceState(null, '', location.pathname);

/** Kept in memory only. @type {string | undefined} */
let access;
/** Where a new mail would go, once there is reason to offer one. @type {string | undefined} */
let address;
let busy = false;

const confirmed = 'Email address confirmed';

render();
element('form').addEventListener('submit', (event) => {
  event.preventDefault();
  attempt(async () => {
    if (!access) await signIn();
    await confirm();
  });
});
element('resend').addEventListener('click', () => attempt(requestMail));
addEventListener('pagehide', () => {
  if (!access) return;
  signOut();
  // The browser may show the page again as it was left.
  render();
});

async function signIn() {
  const login = input('login').value.trim();
  const password = input('password').value;
  // No more scope than confirming takes, should the token ever leak.
  const body = { login, password, scope: 'profile:read profile:write' };
  const answer = await call('POST', 'auth/login', body).catch((error) => {
    if (error.code === 'invalid_credentials') input('password').value = '';
    throw error;
  });
  access = answer.access_token;
  input('password').value = '';
}

async function confirm() {
  const body = token ? { token } : { code: input('code').value.replace(/\s/g, '') };
  try {
    const state = await call('POST', 'me/verify-email/confirm', body);
    finish(confirmed, `${state.email} is confirmed. You can close this page.`);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'invalid_mail_token') throw error;
    await explain(error);
  }
}

/** A dead token may mean that all is done, or that a newer mail is out. @param {Refusal} dead */
async function explain(dead) {
  /** @type {EmailVerification | undefined} */
  const state = await call('GET', 'me/verify-email').catch(() => undefined);
  if (state?.status === 'verified') {
    // Two sentences without a "so" between them, since the link may be another account's.
    const already = `${state.email} is confirmed already.`;
    return finish(confirmed, `${already} This link or code is not valid any more.`);
  }
  token = undefined;
  address = state?.pending_email ?? state?.email ?? 'your address';
  const newer = state?.status === 'pending' ? ` The newest mail to ${address} still works.` : '';
  throw new Refusal(dead.message + newer);
}

async function requestMail() {
  /** @type {EmailVerification} */
  const state = await call('POST', 'me/verify-email');
  if (state.status === 'verified') return finish(confirmed, `${state.email} is confirmed already.`);
  address = state.pending_email ?? state.email;
  input('code').value = '';
  render();
  tell(`A new mail is on its way to ${address}. Open its link, or type its code here.`);
}

/** @param {string} title @param {string} sentence */
function finish(title, sentence) {
  signOut();
  document.title = title;
  element('title').textContent = title;
  for (const id of ['link-intro', 'code-intro', 'form', 'resend', 'stranger']) show(id, false);
  tell(sentence);
}

function signOut() {
  if (!access) return;
  const headers = { authorization: `Bearer ${access}` };
  access = undefined;
  // It outlives the page; if it fails, nobody holds the session's tokens any more.
  fetch('/api/v1/auth/logout', { method: 'POST', headers, keepalive: true }).catch(() => {});
}

/** Does one thing at a time, and shows why it failed. @param {() => Promise<void>} act */
async function attempt(act) {
  if (busy) return;
  busy = true;
  element('form').parentElement?.setAttribute('aria-busy', 'true');
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Refusal)) console.error(error);
    const refusal =
      error instanceof Refusal ? error : new Refusal('Something in this page failed.');
    const ended = refusal.code === 'invalid_token';
    if (ended) access = undefined;
    render();
    tell(ended ? `${refusal.message} Please sign in again.` : refusal.message, 'bad');
  } finally {
    busy = false;
    element('form').parentElement?.setAttribute('aria-busy', 'false');
  }
}

function render() {
  show('link-intro', !access && !!token);
  show('code-intro', !access && !token);
  show('credentials', !access);
  show('stranger', !access);
  show('code-field', !token);
  show('resend', !!access && !!address);
  element('resend').textContent = `Send a new mail to ${address}`;
  const again = token ? 'Try again' : 'Confirm';
  element('submit').textContent = access ? again : 'Sign in and confirm';
}

/** @param {string} id @param {boolean} visible */
function show(id, visible) {
  element(id).hidden = !visible;
  // A required field that nobody can see would keep the form from being submitted.
  for (const field of element(id).querySelectorAll('input')) field.disabled = !visible;
}

/** @param {string} sentence @param {'good' | 'bad'} kind */
function tell(sentence, kind = 'good') {
  const result = element('result');
  result.className = kind;
  result.textContent = sentence;
  result.focus();
}

/** @param {'GET' | 'POST'} method @param {string} path @param {object} [body] */
async function call(method, path, body) {
  const headers = new Headers();
  if (access) headers.set('authorization', `Bearer ${access}`);
  if (body) headers.set('content-type', 'application/json');
  const options = { method, headers, body: body ? JSON.stringify(body) : null };
  const signal = AbortSignal.timeout(30_000);
  const response = await fetch(`/api/v1/${path}`, { ...options, signal }).catch(unreachable);
  const text = await response.text().catch(unreachable);
  const answer = parse(text);
  if (response.ok && answer) return answer;
  throw new Refusal(sentence(response, answer), answer?.code);
}

/** @returns {never} */
function unreachable() {
  throw new Refusal('The server can’t be reached. Check your connection and try again.');
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What to tell a person. @param {Response} response @param {Failure | undefined} answer */
function sentence(response, answer) {
  const { detail = `The server answered with status ${response.status}; try again later` } =
    answer ?? {};
  const sentences = typeof detail === 'string' ? [detail] : detail.map(({ msg }) => msg);
  const seconds = Number(response.headers.get('retry-after'));
  if (seconds > 0) sentences.push(`You can try again in ${duration(seconds)}`);
  return sentences.map((each) => `${each.replace(/^Value error, /, '')}.`).join(' ');
}

/** @param {number} seconds */
function duration(seconds) {
  if (seconds === 1) return '1 second';
  return seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}
