import type { Fetch } from './answers.js';

/**
 * A `fetch` that tells how much has gone out, which only the browser's older interface knows. That follows
 * redirects, with the token and the body, and so sends nothing but to the page's own origin, which is
 * trusted with both already.
 */
export const withProgress =
  (fetch: Fetch, onProgress: (sent: number) => void): Fetch =>
  async (url, init) => {
    // What this throws, none of the interface's own events would hand on.
    if (new URL(url).origin === globalThis.location?.origin) {
      return answerOf(await sent(url, init, onProgress), url);
    }
    // As with those events, what the listener throws is no fault of the request.
    const tell = (part: number) => queueMicrotask(() => onProgress(part));
    tell(0);
    const response = await fetch(url, init);
    tell(1);
    return response;
  };

/** Sends a request, and gives it back once its answer is there. */
function sent(
  url: string,
  { method, headers, body, signal }: RequestInit,
  onProgress: (sent: number) => void,
): Promise<XMLHttpRequest> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const request = new XMLHttpRequest();
    request.open(method as string, url);
    for (const [name, value] of Object.entries(headers as Record<string, string>)) {
      request.setRequestHeader(name, value);
    }
    request.upload.onprogress = ({ loaded, total }) => onProgress(total && loaded / total);
    request.onload = () => resolve(request);
    request.onerror = reject;
    signal?.addEventListener('abort', () => {
      request.abort();
      reject(signal.reason);
    });
    request.send(body as FormData);
  });
}

function answerOf(request: XMLHttpRequest, url: string): Response {
  const { status, responseText, responseURL } = request;
  // What came from elsewhere is no answer of ours. HSTS makes the same address safer, and is no elsewhere.
  if (responseURL !== url && responseURL !== url.replace(/^http:/, 'https:')) {
    return new Response(null, { status: 307, headers: { location: responseURL } });
  }
  const headers = new Headers();
  for (const line of request.getAllResponseHeaders().trim().split('\r\n')) {
    const [name = '', value = ''] = line.split(/: (.*)/);
    if (name) headers.append(name, value);
  }
  // Some statuses may have no body, not even an empty one.
  const response = new Response(responseText || null, {
    status: status < 600 ? status : 500,
    headers,
  });
  // Servers may send what none can be made with.
  return Object.defineProperty(response, 'status', { value: status });
}
