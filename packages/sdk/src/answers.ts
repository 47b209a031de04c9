import { ProfileError } from './errors.js';
import type { ProfileClientOptions } from './interface.js';

export type Fetch = NonNullable<ProfileClientOptions['fetch']>;

/** An answer read to its end, of which we know that it may be ours. */
export interface Answer {
  /** In tRPC's words: that of one call, or a list of them. */
  readonly json: object;
  readonly response: Response;
}

/**
 * Sends a request and tells apart: no answer, an answer of somebody else, and one of ours. What isn't
 * in tRPC's words, `translated` puts into them.
 */
export async function exchange(
  fetch: Fetch,
  url: string,
  init: RequestInit,
  translated: (json: unknown, response: Response) => unknown = (json) => json,
): Promise<Answer> {
  let response: Response;
  let text: string;
  try {
    // A Profile server redirects nobody; who does must not get the tokens or the password.
    response = await fetch(url, { ...init, redirect: 'manual' });
    text = await response.text();
  } catch (cause) {
    throw new ProfileError('network', { cause });
  }
  const json = translated(parse(text), response);
  const items = Array.isArray(json) ? json : [json];
  if (items.length === 0 || !items.every(isOurs)) throw unexpected(response);
  return { response, json: json as object };
}

/** The error for an answer that isn't ours, with what can be known of who gave it. */
export function unexpected(response: Response): ProfileError {
  const { status, headers } = response;
  return new ProfileError('unexpected_response', {
    status: status || undefined,
    detail: `The answer is not from a Profile server but ${described(response)}; check the url and the proxies before the server`,
    // A gateway that limits says it too.
    retryAfter: secondsToWait(headers),
    requestId: headers.get('x-request-id') ?? undefined,
  });
}

/** What `Retry-After` says, unless it is a date, which would need this device's clock. */
export function secondsToWait(headers: Headers): number | undefined {
  const wait = headers.get('retry-after') ?? '';
  return /^[0-9]+$/.test(wait) ? Number(wait) : undefined;
}

function described({ status, type, headers, url }: Response): string {
  // Browsers don't tell where a redirect leads to.
  if (type === 'opaqueredirect') return 'a redirect';
  const location = headers.get('location');
  if (location !== null) return `a redirect (${status}) to ${originOf(location, url)}`;
  const [kind] = (headers.get('content-type') ?? 'no content type').split(';');
  return `${kind} with status ${status}`;
}

/** Without the path and the query, which may be secret. */
function originOf(location: string, from: string): string {
  try {
    return new URL(location, from || undefined).origin;
  } catch {
    return 'nowhere';
  }
}

function isOurs(item: unknown): boolean {
  const { result, error } = Object(item) as { result?: unknown; error?: unknown };
  return isObject(result) || isObject(error);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
