import { IncomingMessage } from 'node:http';
import { connect, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readText } from './body.js';
import type { Answer } from './testing/answer.js';
import { startApp, type TestApp } from './testing/app.js';

const me = '/api/v1/me';
let app: TestApp;
let token: string;
let profile: Answer;
beforeAll(async () => {
  app = await startApp({ CORS_ORIGINS: 'https://app.example.com' });
  token = (await app.signUp({ first_name: 'Ada' })).access_token;
  profile = await app.rest('GET', me, { token });
});
afterAll(() => app.close());
afterEach(async () => {
  expect((await app.rest('GET', me, { token })).text).toBe(profile.text);
});

const extra = (field: string) => ({ type: 'extra_forbidden', loc: ['body', field] });
const value = (field: string) => ({ type: 'value_error', loc: ['body', field] });
const type = (field: string) => ({ type: 'string_type', loc: ['body', field] });
const deep = '['.repeat(10_000) + ']'.repeat(10_000);

describe('A body', () => {
  it.each<[string, string | Buffer, object[]]>([
    ['with NUL', '{"first_name":"a\\u0000b"}', [value('first_name')]],
    ['with a raw NUL', '{"first_name":"a\0b"}', [{ type: 'json_invalid' }]],
    ['with a lone high surrogate', '{"last_name":"\\ud83d"}', [value('last_name')]],
    ['with a lone low surrogate in front', '{"last_name":"\\ude00a"}', [value('last_name')]],
    ['with a surrogate as a name', '{"\\ud800":1}', [extra('\ud800')]],
    ['with a bidi override', '{"display_name":"\u202ecod.exe"}', [value('display_name')]],
    ['with __proto__', '{"__proto__":{"first_name":"x"}}', [extra('__proto__')]],
    ['with constructor', '{"constructor":{"prototype":{}}}', [extra('constructor')]],
    [
      'with the names of object methods',
      '{"hasOwnProperty":1,"toJSON":2}',
      [extra('hasOwnProperty'), extra('toJSON')],
    ],
    ['with an empty name', '{"":1}', [extra('')]],
    ['that is a deep list', deep, [{ type: 'model_attributes_type', loc: ['body'] }]],
    ['that is a deep list never closed', '['.repeat(50_000), [{ type: 'json_invalid' }]],
    ['that is a deep object', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, [extra('a')]],
    ['with a deep list in a field', `{"locale":${deep}}`, [type('locale')]],
    [
      'with duplicate keys, the last of which wins',
      '{"phone":"+4930901820","phone":7}',
      [type('phone')],
    ],
    ['with two byte order marks', '\ufeff\ufeff{}', [{ type: 'json_invalid' }]],
    [
      'with thousands of unknown fields',
      `{${Array.from({ length: 9000 }, (_, i) => `"${i}":0`)}}`,
      Array(9000).fill({ type: 'extra_forbidden' }),
    ],
    ['with a huge number', '{"phone":1e999999}', [type('phone')]],
    [
      'of 100 KB of combining marks',
      `{"first_name":"${'\u0301'.repeat(50_000)}"}`,
      [{ type: 'string_too_long' }],
    ],
    [
      'of 100 KB of spaces in a name',
      `{"first_name":"${' '.repeat(102_000)}"}`,
      [{ type: 'string_too_short' }],
    ],
    [
      'with a locale of 100 KB',
      `{"locale":"en-${'a-'.repeat(50_000)}"}`,
      [{ type: 'string_too_long' }],
    ],
    ['with a phone of 100 KB', `{"phone":"+${'1('.repeat(50_000)}"}`, [value('phone')]],
    ['with a zone that is a path', '{"timezone":"../../etc/passwd"}', [value('timezone')]],
  ])('%s is refused', async (_, body, detail) => {
    const started = performance.now();
    expect(await app.rest('PATCH', me, { token, body })).toMatchObject({
      status: 422,
      body: { detail },
    });
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it.each([
    ['cut off in a character', Buffer.from('{"first_name":"é"}').subarray(0, 16)],
    ['in Latin-1', Buffer.from('{"first_name":"é"}', 'latin1')],
    ['in an overlong form', Buffer.from([0x7b, 0xc0, 0xaf, 0x7d])],
    ['with an encoded surrogate', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['in UTF-16', Buffer.from('\ufeff{}', 'utf16le')],
  ])('that is not UTF-8, %s, is malformed at both doors', async (_, body) => {
    const rest = await app.rest('PATCH', me, { token, body });
    expect([rest.status, rest.body.code]).toEqual([400, 'malformed_request']);
    expect((await app.rest('POST', '/trpc/profile.update', { token, body })).status).toBe(400);
  });

  it('with one byte order mark is read, and of duplicate keys the last', async () => {
    const body = '\ufeff{"first_name":1,"first_name":"Ada"}';
    expect((await app.rest('PATCH', me, { token, body })).text).toBe(profile.text);
    expect((await app.rpc('profile.update', body, token)).status).toBe(200);
  });

  it.each([
    '',
    ';',
    'json',
    'application/',
    '/json',
    '\xe9/x',
    'a b/json',
    'application/json, text/plain',
    'text/json',
    'application/jsonx',
    'x'.repeat(5000),
  ])('of the content type %j is not JSON, after the token was checked', async (contentType) => {
    const send = (bearer: string) =>
      app.raw(
        `PATCH ${me}`,
        [`Authorization: Bearer ${bearer}`, `Content-Type: ${contentType}`, 'Content-Length: 2'],
        '{}',
      );
    expect((await send('bad'))?.status).toBe(401);
    const detail = [{ type: 'model_attributes_type', loc: ['body'] }];
    expect(await send(token)).toMatchObject({ status: 422, body: { detail } });
  });

  it.each(['PATCH', 'PUT'])(
    'that is cut off in the middle of a %s does no harm',
    async (method) => {
      for (const credentials of [token, 'bad']) {
        const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
        socket.write(
          `${method} ${me} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${credentials}\r\nContent-Type: application/json\r\nContent-Length: 30\r\n\r\n{"first_name":`,
        );
        await sleep(20);
        socket.resetAndDestroy();
      }
      expect((await app.rest('GET', '/healthz')).status).toBe(200);
    },
  );

  it('that was cut off before anybody read it is not waited for', async () => {
    const request = new IncomingMessage(new Socket());
    request.destroy();
    await expect(readText(request)).rejects.toMatchObject({ reason: 'malformed_request' });
  });
});

describe('A request', () => {
  it.each<[string, string, string[], string, number]>([
    ['with bad percent encoding', 'GET /api/v1/%zz', [], '', 400],
    ['with an incomplete one', 'POST /trpc/%', [], '', 400],
    ['with a byte beyond ASCII', 'GET /api/v1/m\xe9', [], '', 400],
    ['with an encoded NUL', 'GET /api/v1/me%00', [], '', 404],
    ['with encoded dots', 'GET /api/v1/%2e%2e/v1/me', [], '', 404],
    ['with dots', 'GET /api/v1/../../etc/passwd', [], '', 404],
    ['with two slashes', 'GET //api/v1/me', [], '', 404],
    ['with a backslash', 'GET /api\\v1\\me', [], '', 404],
    ['to *', 'OPTIONS *', [], '', 404],
    ['for a proxy', 'GET http://evil.example.com/api/v1/me', [], '', 401],
    ['by PROPFIND', 'PROPFIND /api/v1/me', [], '', 405],
    ['by TRACE', 'TRACE /api/v1/me', [], '', 405],
    ['by QUERY', 'QUERY /api/v1/me', [], '', 405],
    ['by M-SEARCH', 'M-SEARCH /openapi.json', [], '', 405],
    ['by an unknown method', 'BREW /api/v1/me', [], '', 400],
    ['by a method in lower case', 'get /api/v1/me', [], '', 400],
    ['with a header over 16 KB', 'GET /api/v1/me', [`X-Long: ${'a'.repeat(17_000)}`], '', 431],
    ['with a path over 16 KB', `GET /trpc/${'a'.repeat(17_000)}`, [], '', 431],
    ['with a path of 15 KB', `GET /api/v1/${'a'.repeat(15_000)}`, [], '', 404],
    ['with a header without a colon', 'GET /api/v1/me', ['nonsense'], '', 400],
    ['with NUL in a header', 'GET /api/v1/me', ['X-A: a\0b'], '', 400],
    ['with a bad length', 'PATCH /api/v1/me', ['Content-Length: x'], '', 400],
    ['with a negative length', 'PATCH /api/v1/me', ['Content-Length: -1'], '', 400],
    ['with two lengths', 'PATCH /api/v1/me', ['Content-Length: 2', 'Content-Length: 3'], '{}', 400],
    [
      'with a length and chunks',
      'PATCH /api/v1/me',
      ['Content-Length: 2', 'Transfer-Encoding: chunked'],
      '0\r\n\r\n',
      400,
    ],
    ['with an expectation', 'GET /api/v1/me', ['Expect: the-unexpected'], '', 401],
    ['to upgrade', 'GET /api/v1/me', ['Upgrade: websocket', 'Connection: Upgrade'], '', 401],
  ])('%s is answered properly', async (_, line, headers, body, status) => {
    const answer = await app.raw(line, headers, body);
    expect(answer?.status, answer?.text).toBe(status);
    expect(answer?.headers.get('content-type')).toBe('application/json');
    expect(answer?.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(Object.keys(answer?.body ?? {})).toEqual(['detail', 'code']);
    if (status === 405) expect(answer?.headers.get('allow')).toMatch(/GET/);
  });

  it('in chunks that are none is answered with 400', async () => {
    const headers = [`Authorization: Bearer ${token}`, 'Transfer-Encoding: chunked'];
    expect((await app.raw(`PATCH ${me}`, headers, 'zz\r\n'))?.status).toBe(400);
  });

  it('that tunnels is closed', async () => {
    expect(await app.raw('CONNECT example.com:443')).toBeUndefined();
  });

  it('that was refused early leaves nothing behind for the next one', async () => {
    const smuggled = `PATCH ${me} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 18\r\n\r\n{"first_name":"x"}`;
    const body = smuggled.padEnd(150_000);
    const answer = await app.raw(`PATCH ${me}`, [`Content-Length: ${body.length}`], body);
    expect(answer?.status).toBe(401);
    expect(answer?.text).not.toContain('HTTP/1.1');
  });

  it('of 2 MB is refused without its being read', async () => {
    const body = Buffer.alloc(2e6, 0x20);
    for (let i = 0; i < 5; i++) {
      expect((await app.rest('PATCH', me, { token, body })).status).toBe(413);
      expect((await app.rest('PATCH', me, { token: 'bad', body })).status).toBe(401);
    }
  });
});

describe('A browser of an allowed origin', () => {
  const origin = 'Origin: https://app.example.com';

  it.each(['PATCH', 'POST', 'DELETE'])('may send %s', async (method) => {
    const asked = `Access-Control-Request-Method: ${method}`;
    const answer = await app.raw(`OPTIONS ${me}`, [origin, asked]);
    expect(answer?.status).toBe(204);
    expect(answer?.headers.get('access-control-allow-methods')).toContain(method);
    expect(answer?.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
  });

  it('reads answers that vary with it, which another does not', async () => {
    const send = (from: string) => app.raw(`GET ${me}`, [from, `Authorization: Bearer ${token}`]);
    const own = await send(origin);
    expect(own?.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    expect(own?.headers.get('vary')).toBe('Origin, Authorization');
    const other = await send('Origin: https://evil.example.com');
    expect(other?.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('that asks for no method gets what OPTIONS always gets', async () => {
    expect((await app.raw(`OPTIONS ${me}`, [origin]))?.status).toBe(405);
    expect((await app.raw('OPTIONS /api/profile/', [origin]))?.status).toBe(401);
  });
});
