import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Account, startApp, type TestApp } from './testing/app.js';
import { openStockDoor } from './testing/stock-door.js';

let app: TestApp;
let account: Account;
let reader: Account;
let unmodified: Awaited<ReturnType<typeof openStockDoor>>;
beforeAll(async () => {
  app = await startApp();
  unmodified = await openStockDoor(app);
  account = await app.signUp();
  reader = await app.signUp();
  const login = { login: reader.email, password: 'violet-anchor-73-mosaic', scope: 'profile:read' };
  reader = { ...reader, ...(await app.rest('POST', '/api/v1/auth/login', { body: login })).body };
  // The second of two answers would otherwise be of a later version.
  await app.rpc('profile.update', { first_name: 'Ada' }, account.access_token);
});
afterAll(async () => {
  unmodified.close();
  await app.close();
});

interface Sent {
  body?: string;
  headers?: Record<string, string>;
  token?: string | undefined;
}

/** What of an answer is the same whoever gives it, and how its body was sent. */
async function ask(
  line: string,
  { body = '', headers = {}, token }: Sent,
  stock: boolean,
  origin = app.url,
) {
  const [method, path] = line.split(' ');
  const sent = request(origin, {
    method,
    path,
    headers: {
      ...(body !== '' && { 'content-type': 'application/json', 'content-length': body.length }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
      // Says nothing new to tRPC's adapter, and we leave to it whatever says anything of this kind.
      ...(stock && { 'trpc-accept': headers.accept ?? 'application/json' }),
    },
  });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const { date, 'x-request-id': id, 'transfer-encoding': coding, ...kept } = answer.headers;
  expect(date).toBeDefined();
  expect(id === undefined).toBe(origin !== app.url);
  delete kept['content-length'];
  const said = [answer.statusCode, kept, await text(answer)];
  return { said, streamed: coding === 'chunked' };
}

const json = (value: unknown) => encodeURIComponent(JSON.stringify(value));
const get = 'GET /trpc/profile.get';
const update = 'POST /trpc/profile.update';
const updates = (count: number) =>
  `POST /trpc/${Array(count).fill('profile.update').join()}?batch=1`;
const same = { first_name: 'Ada' };

const plain: [what: string, line: string, sent?: Sent & { as?: 'nobody' | 'reader' }][] = [
  ['a query', get],
  ['a query with an input', `${get}?input=${json({})}`],
  ['a query with null', `${get}?input=null`],
  ['a query with an empty input', `${get}?input=`],
  ['a query with two inputs', `${get}?input=${json({})}&input=1`],
  ['a query with a parameter that nobody knows', `${get}?a=b`],
  ['a query that is no batch', `${get}?batch=0`],
  ['a query with a content type', get, { headers: { 'content-type': 'application/json' } }],
  ['a query of nobody', get, { as: 'nobody' }],
  ['a query with a bad token', get, { headers: { authorization: 'Bearer bad' } }],
  ['a batch of one query', `${get}?batch=1`],
  ['a batch of queries', 'GET /trpc/profile.get,sessions.list,profile.get?batch=1'],
  ['a batch of queries with inputs', `${get},profile.get?batch=1&input=${json({ 0: {}, 1: 1 })}`],
  ['a batch of queries of nobody', `${get},profile.get?batch=1`, { as: 'nobody' }],
  ['twenty queries', `GET /trpc/${Array(20).fill('profile.get').join()}?batch=1`],
  ['a path in escapes', 'GET /trpc/profile%2Eget'],
  ['a mutation', update, { body: JSON.stringify(same) }],
  [
    'a mutation with a charset',
    update,
    { body: '{}', headers: { 'content-type': 'application/json; charset=utf-8' } },
  ],
  ['a mutation without an input', update],
  ['a mutation with null', update, { body: 'null' }],
  ['a mutation with a list', update, { body: '[]' }],
  ['a mutation with a text', update, { body: '"x"' }],
  ['a mutation with __proto__', update, { body: '{"__proto__":{"first_name":"Eve"}}' }],
  ['a mutation with faults', update, { body: '{"locale":1,"phone":"x","nothing":2}' }],
  ['a mutation of a stale version', update, { body: '{"expected_version":77777}' }],
  ['a mutation of nobody', update, { body: '{}', as: 'nobody' }],
  ['a mutation beyond the scope', update, { body: '{}', as: 'reader' }],
  ['a mutation that answers nothing', 'POST /trpc/auth.logout', { body: '{"scope":"others"}' }],
  ['a refused sign-in', 'POST /trpc/auth.login', { body: '{"login":"nobody","password":"x"}' }],
  ['mutations', updates(2), { body: JSON.stringify({ 0: same, 1: same }) }],
  [
    'mutations of which some fail',
    updates(3),
    { body: JSON.stringify({ 0: same, 1: { locale: 1 }, 2: { expected_version: 7 } }) },
  ],
  ['mutations that all fail alike', updates(2), { body: '{"0":{"locale":1},"1":{"phone":1}}' }],
  ['mutations with too few inputs', updates(2), { body: '{"1":{"first_name":"Ada"}}' }],
  ['mutations without inputs', updates(2)],
  ['mutations with __proto__', updates(1), { body: '{"__proto__":{"0":{"locale":1}}}' }],
];

const left: typeof plain = [
  ['an unknown procedure', 'GET /trpc/profile.nothing'],
  ['an unknown procedure in a batch', 'GET /trpc/profile.get,profile.nothing?batch=1'],
  ['__proto__', 'GET /trpc/__proto__'],
  ['a batch that is none', 'GET /trpc/profile.get,profile.get'],
  ['a query in a path that is escaped twice', 'GET /trpc/profile%252Eget'],
  [
    'queries and mutations in one batch',
    'POST /trpc/profile.get,profile.update?batch=1',
    { body: '{}' },
  ],
  ['a GET of a mutation', 'GET /trpc/profile.update'],
  ['a POST of a query', 'POST /trpc/profile.get', { body: '{}' }],
  ['a batch of POSTs of queries', 'POST /trpc/profile.get,sessions.list?batch=1', { body: '{}' }],
  ['more than twenty', `GET /trpc/${Array(21).fill('profile.get').join()}?batch=1`],
  ['an input that is no JSON where it matters', update, { body: '{"first_name":' }],
  ['an input that is no JSON where it does not', `${get}?input=garbage`],
  ['a batch whose input is a list', updates(1), { body: '[]' }],
  ['a batch whose input is null', `${get}?batch=1&input=null`],
  ['connection parameters', `${get}?connectionParams=${json({ a: 'b' })}`],
  ['connection parameters that are none', `${get}?connectionParams=1`],
  ['a stream', `${get}?batch=1`, { headers: { accept: 'application/jsonl' } }],
  ['a stream that is no batch', get, { headers: { accept: 'application/jsonl' } }],
  ['a GET of a form', get, { headers: { 'content-type': 'multipart/form-data; boundary=x' } }],
  ...['a b', '1.2.3.256', '999999999999', 'example.1', '1..2', 'xn--a', 'localhost:99999'].map(
    (host): (typeof plain)[number] => [`a host that is none, ${host}`, get, { headers: { host } }],
  ),
  ['a fragment', `${get}#x`],
  ['a fragment that looks like a batch', `${get}#x?batch=1`],
  ['a fragment after a batch', `${get},profile.get?batch=1#x`],
  ['a fragment in place of a query', `${get},profile.get#?batch=1`],
  ['a mutation with a fragment', `${update}#?batch=1`, { body: JSON.stringify(same) }],
];

const askers = { nobody: () => undefined, reader: () => reader.access_token };
const asker = (as?: 'nobody' | 'reader') => (as ? askers[as]() : account.access_token);

it.each(plain)('%s is answered by the short way as by tRPC itself', async (_, line, given) => {
  const sent = { token: asker(given?.as), ...given };
  const short = await ask(line, sent, false);
  const stock = await ask(line, sent, true);
  expect(short.said).toEqual(stock.said);
  expect([short.streamed, stock.streamed]).toEqual([false, true]);
});

/** For these ours doesn't ask for a content type, since there is nothing that it could be of. */
const untyped = ['a mutation without an input', 'mutations without inputs'];
const typed = plain.filter(([what]) => !untyped.includes(what));

it.each(typed)(
  '%s is answered as by an adapter without anything of ours',
  async (_, line, given) => {
    const sent = { token: asker(given?.as), ...given };
    const [{ said }, alone] = [
      await ask(line, sent, false),
      await ask(line, sent, true, unmodified.url),
    ];
    const [status, , text] = said;
    expect([status, text]).toEqual([alone.said[0], alone.said[2]]);
  },
);

it.each(left)('%s is left to tRPC itself', async (_, line, given) => {
  const sent = { token: asker(given?.as), ...given };
  expect(await ask(line, sent, false)).toEqual(await ask(line, sent, true));
});
