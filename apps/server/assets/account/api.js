// The API as these pages call it; what isn't a success is thrown as a Refusal.

/** @typedef {{ loc: (string | number)[], msg: string }} Fault */
/** @typedef {{ detail?: string | Fault[], code?: string }} Failure */

/** An answer other than success, with the sentence to show for it. */
export class Refusal extends Error {
  /** @param {string} sentence @param {string} [code] @param {Fault[]} [faults] */
  constructor(sentence, code, faults = []) {
    super(sentence);
    this.code = code;
    /** What validation found, field by field. */
    this.faults = faults.map(({ loc, msg }) => ({ field: `${loc.at(-1)}`, sentence: prose(msg) }));
  }
}

/**
 * @param {'GET' | 'POST'} method @param {string} path
 * @param {{ body?: object, access?: string | undefined }} [sent]
 */
export async function call(method, path, { body, access } = {}) {
  const headers = new Headers();
  if (access) headers.set('authorization', `Bearer ${access}`);
  if (body) headers.set('content-type', 'application/json');
  const options = { method, headers, body: body ? JSON.stringify(body) : null };
  const signal = AbortSignal.timeout(30_000);
  const response = await fetch(`/api/v1/${path}`, { ...options, signal }).catch(unreachable);
  const text = await response.text().catch(unreachable);
  if (response.status === 204) return undefined;
  const answer = parse(text);
  if (response.ok && answer) return answer;
  throw refusal(response, answer);
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
function refusal(response, answer) {
  const { detail = `The server answered with status ${response.status}; try again later`, code } =
    answer ?? {};
  const faults = typeof detail === 'string' ? [] : detail;
  const sentences = typeof detail === 'string' ? [detail] : faults.map(({ msg }) => msg);
  const seconds = Number(response.headers.get('retry-after'));
  if (seconds > 0) sentences.push(`You can try again in ${duration(seconds)}`);
  return new Refusal(sentences.map(prose).join(' '), code, faults);
}

/** A message without what only programs look for in it. @param {string} message */
function prose(message) {
  const text = message.replace(/^(Value error, |value is not a valid email address: )/, '');
  return text.endsWith('.') ? text : `${text}.`;
}

/** @param {number} seconds */
function duration(seconds) {
  if (seconds === 1) return '1 second';
  return seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}
