import { type Answer, exchange, type Fetch, secondsToWait } from './answers.js';

/** A call that brings the cookie, takes it or needs it: its path is that of REST. */
export function isOfCookie({ path }: { path: string }): boolean {
  return /^auth\.(register|login|refresh|logout)$/.test(path);
}

/** The same exchange with the REST door, whose answer is put into tRPC's words. */
export function restExchange(
  fetch: Fetch,
  url: string,
  { path, input }: { path: string; input: unknown },
  { headers, signal }: { headers: Record<string, string>; signal: AbortSignal },
): Promise<Answer> {
  const name = path.split('.')[1];
  const body = {
    // The token of a refresh is the cookie's.
    ...(name !== 'refresh' && Object(input)),
    ...(name !== 'logout' && { token_delivery: 'cookie' }),
  };
  const init: RequestInit = {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    credentials: 'include',
    signal,
  };
  return exchange(fetch, `${url}/api/v1/auth/${name}`, init, inWordsOfTrpc);
}

function inWordsOfTrpc(json: unknown, { ok, status, headers }: Response): unknown {
  if (status === 204) return { result: {} };
  const body = Object(json) as { code?: string; detail?: unknown };
  if (ok) return json && { result: { data: json } };
  // Of the errors, only this one has no code at the REST door.
  const code = body.code ?? (Array.isArray(body.detail) ? 'validation_error' : undefined);
  if (!code) return undefined;
  const error = { ...body, code };
  return { error: { data: { httpStatus: status, retry_after: secondsToWait(headers), error } } };
}
