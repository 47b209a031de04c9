import { count } from '@profile/conformance';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../server.js';
import { bodied, broken, document, valid } from './arbitrary.js';

// PROPERTY_SEED repeats a run; the seed of a failing one is in its message with the counterexample.
const seed = Number(process.env.PROPERTY_SEED ?? Date.now() % 1_000_000_007);
const runs = 400;
const password = 'violet-anchor-73-mosaic';
const json = { 'content-type': 'application/json' };

let server: TestServer;
let token: string;
let sent = 0;

beforeAll(async () => {
  console.log(`properties: seed ${seed}`);
  server = await startServer();
  const answer = await send('POST', '/api/v1/auth/register', {
    email: 'ada@example.com',
    username: 'ada',
    password,
  });
  token = ((await answer.json()) as { access_token: string }).access_token;
});
afterAll(async () => {
  await server.stop();
  console.log(`properties: ${sent} requests`);
  count('property requests sent', sent);
  count('property seed', seed);
});

async function send(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  sent++;
  return fetch(server.url + path, {
    method,
    headers: { ...json, ...(token && { authorization: `Bearer ${token}` }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    // What hangs is a fault too.
    signal: AbortSignal.timeout(5000),
  });
}

async function profile(): Promise<Record<string, unknown>> {
  return (await (await send('GET', '/api/v1/me')).json()) as Record<string, unknown>;
}

const update = bodied.find(({ name }) => name === 'profile_update');
if (!update) throw new Error('The document has no profile_update');

describe('Requests made from the document', () => {
  it('changes the profile by every valid one, and reads back what was answered', async () => {
    await fc.assert(
      fc.asyncProperty(valid(update.schema), async (body) => {
        const answer = await send('PATCH', '/api/v1/me', body);
        expect([answer.status, body]).toEqual([200, body]);
        const answered = (await answer.json()) as Record<string, unknown>;
        expect(await profile()).toEqual(answered);
        for (const [field, value] of Object.entries(body as object)) {
          if (value === null) expect(answered[field]).toBeNull();
          else expect(answered[field]).not.toBeNull();
        }
        // What was kept is in its last form: sending it again changes nothing.
        const again = Object.fromEntries(Object.keys(body as object).map((f) => [f, answered[f]]));
        expect(await (await send('PATCH', '/api/v1/me', again)).json()).toEqual(answered);
      }),
      { seed, numRuns: runs },
    );
  });

  it.each(bodied)(
    'refuses every broken $name in the documented shape, and changes nothing',
    async (operation) => {
      const before = await profile();
      await fc.assert(
        fc.asyncProperty(broken(operation), async (body) => {
          const answer = await send(operation.method, operation.path, body);
          const { detail } = (await answer.json()) as { detail: unknown };
          expect([answer.status, body]).toEqual([422, body]);
          expect(detail).not.toEqual([]);
        }),
        { seed, numRuns: runs },
      );
      expect(await profile()).toEqual(before);
    },
  );

  it('answers anything at all without a 5xx, and changes nothing', async () => {
    const before = await profile();
    const paths = Object.keys(document.paths);
    const path = fc.oneof(
      fc.constantFrom(...paths),
      fc.tuple(fc.constantFrom(...paths), fc.webPath()).map(([a, b]) => a + b),
      fc.webUrl({ withQueryParameters: true }).map((url) => new URL(url).pathname),
    );
    const method = fc.constantFrom('GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'HEAD', 'OPTIONS');
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
    );
    const printable = fc.string({
      unit: fc.integer({ min: 33, max: 126 }).map((c) => String.fromCharCode(c)),
    });
    const headers = fc.record(
      {
        'content-type': fc.oneof(fc.constant('application/json'), printable),
        'if-match': printable,
        'if-none-match': printable,
        'x-request-id': printable,
        authorization: fc.oneof(
          fc.constant(`Bearer ${token}`),
          printable.map((text) => `Bearer ${text}`),
          printable,
        ),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(method, path, headers, body, async (verb, where, given, bytes) => {
        // A good token with no body signs out, which is what it is for.
        if (where.includes('logout') && given.authorization?.includes(token)) return;
        sent++;
        const answer = await fetch(server.url + where, {
          method: verb,
          headers: given as Record<string, string>,
          ...(verb !== 'GET' && verb !== 'HEAD' && { body: bytes }),
          signal: AbortSignal.timeout(5000),
        });
        await answer.arrayBuffer();
        expect(answer.status).toBeLessThan(500);
      }),
      { seed, numRuns: runs * 3 },
    );
    expect(await profile()).toEqual(before);
  });
});
