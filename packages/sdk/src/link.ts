import type { AppRouter } from '@profile/api';
import type { Operation, TRPCLink } from '@trpc/client';
import { type Observer, observable } from '@trpc/server/observable';
import { exchange, type Fetch } from './answers.js';
import { ProfileError } from './errors.js';
import { outcome } from './outcome.js';
import { isOfCookie, restExchange } from './rest.js';
import type { Sent } from './session.js';

/** As many calls as the server takes in one request. */
const maxItems = 20;

/** Who calls: somebody with a token, which the link writes here, or nobody. */
export type Caller = Sent | 'nobody';

export interface LinkOptions {
  /** The server's address. */
  url: string;
  fetch: Fetch;
  /** The access token of now; empty when it must be renewed first. */
  accessToken(): Promise<string>;
  /** Whether a cookie has the refresh token. */
  cookie: boolean;
  /** Whether `fetch` is the app's, which sends everything then. */
  ownFetch: boolean;
}

interface Item {
  op: Operation;
  observer: Observer<{ result: { data: unknown } }, unknown>;
}

/**
 * How calls go out: those of one tick together, those without a token by themselves. tRPC's links for
 * it (split, http, batch) and what they bring along are a quarter of the client's size.
 */
export function link({ url, fetch, accessToken, cookie }: LinkOptions): TRPCLink<AppRouter> {
  const waiting: Record<string, Item[]> = { query: [], mutation: [] };

  /** The header of those who have a token, each of whom learns which. */
  async function authorization(items: Item[]): Promise<Record<string, string>> {
    const callers = items.map(({ op }) => op.context.caller as Caller);
    if (callers.includes('nobody')) return {};
    const token = await accessToken();
    for (const caller of callers) (caller as Sent).token = token;
    // The server would say the same, and is not asked.
    if (token === '') throw new ProfileError('invalid_token');
    return { authorization: `Bearer ${token}` };
  }

  /** Sends a request, and gives each of its calls what the answer has for it. */
  async function send(items: Item[], batch: boolean): Promise<void> {
    const signal = signalOf(items);
    try {
      const headers = await authorization(items);
      const [{ op }] = items as [Item];
      const { json, response } =
        cookie && isOfCookie(op)
          ? await restExchange(fetch, url, op, { headers, signal })
          : await exchange(fetch, ...asRequest(url, items, batch, { headers, signal }));
      for (const [i, { observer }] of items.entries()) {
        settle(observer, () => outcome(Array.isArray(json) ? json[i] : json, response));
      }
    } catch (error) {
      for (const { observer } of items) observer.error(error);
    }
  }

  function flush(type: string): void {
    const items = waiting[type]?.splice(0).filter(({ op }) => !op.signal?.aborted) ?? [];
    while (items.length > 0) void send(items.splice(0, maxItems), true);
  }

  return () =>
    ({ op }) =>
      observable((observer) => {
        // Any error will do, since tRPC makes its own of it.
        const item = { op, observer } as Item;
        const alone = op.context.caller === 'nobody' || (cookie && isOfCookie(op));
        if (alone) void send([item], false);
        else if (waiting[op.type]?.push(item) === 1) setTimeout(flush, 0, op.type);
      });
}

/** How tRPC writes calls of one type. */
function asRequest(
  url: string,
  items: Item[],
  batch: boolean,
  init: { headers: Record<string, string>; signal: AbortSignal },
): [string, RequestInit] {
  const address = new URL(`${url}/trpc/${items.map(({ op }) => op.path).join()}`);
  const inputs = items.map(({ op }) => op.input);
  // A list's places are written as the keys of an object.
  const input = JSON.stringify(batch ? { ...inputs } : inputs[0]);
  if (batch) address.searchParams.set('batch', '1');
  if (items[0]?.op.type === 'mutation') {
    const headers = { ...init.headers, 'content-type': 'application/json' };
    return [address.href, { ...init, method: 'POST', headers, body: input }];
  }
  if (input) address.searchParams.set('input', input);
  return [address.href, { ...init, method: 'GET' }];
}

function settle(observer: Item['observer'], outcome: () => unknown): void {
  try {
    observer.next({ result: { data: outcome() } });
    observer.complete();
  } catch (error) {
    observer.error(error);
  }
}

/** A request is given up when all of its calls are. */
function signalOf(items: Item[]): AbortSignal {
  const controller = new AbortController();
  let left = items.length;
  for (const { op } of items) {
    op.signal?.addEventListener('abort', () => {
      left -= 1;
      if (left === 0) controller.abort(op.signal?.reason);
    });
  }
  return controller.signal;
}
