import { deviations, type Observed } from './deviations.js';

interface Watch {
  /** What was not as the document says, since it was last asked for. */
  found: string[];
  /** How many answers were held against the document, since it was last asked for. */
  held: number;
}

const key = Symbol.for('profile.conformance');
const place = globalThis as { [key]?: Watch };

/** One for all who load this: a worker that runs many test files loads it with each, and wraps once. */
export const watch: Watch = place[key] ?? wrapFetch();

/** Holds an answer at a REST door against the document; what deviates fails the test that got it. */
export function hold(observed: Observed): void {
  if (!isRest(observed.path)) return;
  const path = decoded(observed.path);
  watch.held++;
  for (const deviation of deviations({ ...observed, path })) {
    watch.found.push(`${observed.method} ${path} ${observed.status}: ${deviation}`);
  }
}

const isRest = (path: string) => decoded(path).startsWith('/api/');

/** As the server's router reads it; what can't be decoded is no path of the document. */
function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

function wrapFetch(): Watch {
  const own: Watch = { found: [], held: 0 };
  place[key] = own;
  const real = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const request = input instanceof Request ? input : { method: 'GET', url: String(input) };
    const method = (init?.method ?? request.method).toUpperCase();
    const { pathname: path } = new URL(request.url);
    const response = await real(input, init);
    if (isRest(path)) {
      const { status, headers } = response;
      hold({ method, path, status, headers, text: await response.clone().text() });
    }
    return response;
  };
  return own;
}
