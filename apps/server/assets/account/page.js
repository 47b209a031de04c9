// What the pages behind mailed links have in common.

import { Refusal } from './api.js';

const query = new URLSearchParams(location.search);
// Left in the address, the token would stay in the history and in whatever the browser syncs.
history.replaceState(null, '', location.pathname);

/**
 * What the link brought; kept in memory only. What is longer isn't a token, and cut off it is refused as
 * such and not for its length.
 */
export const mailedToken = query.get('token')?.slice(0, 200) || undefined;

/** @type {NodeListOf<HTMLAnchorElement>} */
const offered = document.querySelectorAll('.onward a');
// The server wrote the links; what the query says only chooses among them, and never becomes one.
const onward = [...offered].find((link) => link.getAttribute('href') === query.get('redirect'));

/** Where the link leads on to, if it is one of the addresses that the server knows. */
export const redirect = onward?.getAttribute('href') ?? undefined;

let busy = false;

/** @param {string} id */
export const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {string} id */
export const input = (id) => /** @type {HTMLInputElement} */ (element(id));

/** @param {string} id @param {boolean} visible */
export function show(id, visible) {
  element(id).hidden = !visible;
  // A required field that nobody can see would keep the form from being submitted.
  for (const field of element(id).querySelectorAll('input')) field.disabled = !visible;
}

/** @param {string} sentence @param {'good' | 'bad'} kind */
export function tell(sentence, kind = 'good') {
  const result = element('result');
  result.className = kind;
  result.textContent = sentence;
  result.focus();
}

/** @param {string} title */
export function entitle(title) {
  document.title = title;
  element('title').textContent = title;
}

/** Nothing is left to do here. @param {string} title @param {string} sentence */
export function finish(title, sentence) {
  entitle(title);
  show('work', false);
  if (onward) onward.hidden = false;
  tell(onward ? sentence : `${sentence} You can close this page.`);
}

/** @param {string} id @param {() => Promise<void>} act @param {(refusal: Refusal) => void} [refused] */
export function onSubmit(id, act, refused) {
  element(id).addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(act, refused);
  });
}

/**
 * Does one thing at a time, and shows why it failed.
 * @param {() => Promise<void>} act @param {(refusal: Refusal) => void} [refused]
 */
export async function attempt(act, refused = complain) {
  if (busy) return;
  busy = true;
  element('work').setAttribute('aria-busy', 'true');
  blame([]);
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Refusal)) console.error(error);
    refused(error instanceof Refusal ? error : new Refusal('Something in this page failed.'));
  } finally {
    busy = false;
    element('work').setAttribute('aria-busy', 'false');
  }
}

/** Beside the fields, when that says all; else above them. @param {Refusal} refusal */
export function complain({ faults, message }) {
  const [first] = faults;
  if (!first || faults.some(({ field }) => !document.getElementById(`${field}-fault`))) {
    return tell(message, 'bad');
  }
  tell('');
  blame(faults);
  input(first.field).focus();
}

/** @param {Refusal['faults']} faults */
function blame(faults) {
  for (const place of document.querySelectorAll('.fault')) {
    const field = place.id.replace(/-fault$/, '');
    const found = faults.find((fault) => fault.field === field);
    place.textContent = found?.sentence ?? '';
    input(field).setAttribute('aria-invalid', `${found !== undefined}`);
  }
}
