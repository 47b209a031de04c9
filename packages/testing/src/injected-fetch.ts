import type { assemble } from '@profile/server/parts';
import type { TestProfileServer } from './interface.js';

type App = Awaited<ReturnType<typeof assemble>>['app'];

/** A fetch that hands requests to the server's own code, past the network. */
export function injectedFetch(app: App, origin: string): TestProfileServer['fetch'] {
  return async (url, init) => {
    const request = new Request(new URL(url, origin), init);
    request.signal.throwIfAborted();
    const { pathname, search } = new URL(request.url);
    const body = Buffer.from(await request.arrayBuffer());
    const { statusCode, headers, rawPayload } = await app.inject({
      method: request.method as 'GET',
      url: pathname + search,
      headers: { host: new URL(origin).host, ...Object.fromEntries(request.headers) },
      ...(body.length > 0 && { payload: body }),
      signal: request.signal,
    });
    const empty = [204, 205, 304].includes(statusCode);
    return new Response(empty ? null : new Uint8Array(rawPayload), {
      status: statusCode,
      headers: Object.entries(headers).flatMap(([name, value]) =>
        [value ?? []].flat().map((each): [string, string] => [name, String(each)]),
      ),
    });
  };
}
