import { avatarLimit, type Profile } from '@profile/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Account, startApp, type TestApp } from './testing/app.js';
import { form, tinyPicture } from './testing/pictures.js';

const path = '/api/v1/me/avatar';
let app: TestApp;
let ada: Account;
beforeAll(async () => {
  app = await startApp();
  ada = await app.signUp();
});
afterAll(() => app.close());

const put = (sent: object, token = ada.access_token) => app.rest('PUT', path, { token, ...sent });
const file = (bytes: Buffer) => ({ name: 'avatar', filename: 'a.png', type: 'image/png', bytes });
const fault = (sentence: string, field = 'avatar', type = 'value_error') => [
  { type, loc: ['body', field], msg: sentence },
];
const profile = async () => (await app.rest('GET', '/api/v1/me', { token: ada.access_token })).body;

describe('PUT and DELETE', () => {
  it('answer with the profile and its version', async () => {
    const before = (await profile()) as unknown as Profile;
    const set = await put(form({ avatar: tinyPicture }));
    expect(set.status).toBe(200);
    expect(set.body).toEqual({
      ...before,
      avatar_url: expect.stringMatching(/^\/media\/avatars\/[0-9a-f]{32}\/256\.webp$/),
      updated_at: app.now().toISOString(),
      version: before.version + 1,
    });
    expect(set.headers.get('etag')).toBe(`"${before.version + 1}"`);
    expect(await profile()).toEqual(set.body);
    const removed = await app.rest('DELETE', path, { token: ada.access_token });
    expect(removed.status).toBe(200);
    expect(removed.body).toEqual({ ...before, version: before.version + 2 });
    expect(removed.headers.get('etag')).toBe(`"${before.version + 2}"`);
  });

  it.each(['PUT', 'DELETE'])(
    '%s applies to the version of If-Match or not at all',
    async (verb) => {
      const { version } = (await put(form({ avatar: tinyPicture }))).body as unknown as Profile;
      const { body, headers } = form({ avatar: tinyPicture });
      const send = (tag: string) =>
        app.rest(verb, path, {
          token: ada.access_token,
          ...(verb === 'PUT' && { body }),
          headers: { ...(verb === 'PUT' && headers), 'if-match': tag },
        });
      expect((await send(`"${version - 1}"`)).body.code).toBe('stale_version');
      expect((await send('7')).body.code).toBe('malformed_if_match');
      expect((await profile()).version).toBe(version);
      expect((await send(`"${version - 1}", "${version}"`)).body.version).toBe(version + 1);
    },
  );
});

describe('A form is read', () => {
  it('whatever the file is called and said to be', async () => {
    for (const filename of ['../../etc/passwd', 'a.svg', 'ü"\\"x.php', '']) {
      const part = { name: 'avatar', filename, type: 'image/svg+xml', bytes: tinyPicture };
      const { status, text } = await put(form([part]));
      expect([status, filename, text.includes('passwd')]).toEqual([200, filename, false]);
    }
  });

  it('as fetch writes it', async () => {
    const body = new FormData();
    body.append('avatar', new Blob([tinyPicture]));
    const headers = { authorization: `Bearer ${ada.access_token}` };
    expect((await fetch(app.url + path, { method: 'PUT', headers, body })).status).toBe(200);
  });

  it('of exactly 5 MB and no byte more', async () => {
    const filled = (size: number) => form({ avatar: Buffer.concat([tinyPicture], size) });
    expect((await put(filled(avatarLimit))).status).toBe(200);
    const { status, body } = await put(filled(avatarLimit + 1));
    expect([status, body]).toEqual([
      413,
      { detail: 'The picture is over 5 MB', code: 'body_too_large' },
    ]);
  });

  it('to its end when it is far too large, so that who still sends hears the answer', async () => {
    const huge = form({ avatar: Buffer.alloc(4 * avatarLimit) });
    expect((await put(huge)).body.code).toBe('body_too_large');
    const body = new ReadableStream({
      start(controller) {
        for (let at = 0; at < huge.body.length; at += 65_536) {
          controller.enqueue(huge.body.subarray(at, at + 65_536));
        }
        controller.close();
      },
    });
    const headers = { ...huge.headers, authorization: `Bearer ${ada.access_token}` };
    const init = { method: 'PUT', headers, body, duplex: 'half' } as RequestInit;
    expect((await fetch(app.url + path, init)).status).toBe(413);
  });
});

describe('A form is refused', () => {
  const format = 'Value error, The picture must be a JPEG, PNG, WebP, GIF or AVIF file';

  it.each<[string, object, object[]]>([
    ['that is none', { body: {} }, fault('Field required', 'avatar', 'missing')],
    ['that isn’t there', {}, fault('Field required', 'avatar', 'missing')],
    [
      'that is the picture itself',
      { body: tinyPicture, headers: { 'content-type': 'image/png' } },
      fault('Field required', 'avatar', 'missing'),
    ],
    ['without the file', form({}), fault('Field required', 'avatar', 'missing')],
    [
      'with a text in its place',
      form({ avatar: 'https://example.com/me.png' }),
      fault('Value error, The picture must be sent as a file'),
    ],
    [
      'with other fields',
      form([file(tinyPicture), { name: 'is_staff', bytes: 'true' }]),
      fault('Extra inputs are not permitted', 'is_staff', 'extra_forbidden'),
    ],
    [
      'with a name of the prototype',
      form([file(tinyPicture), { name: '__proto__', bytes: 'x' }]),
      fault('Extra inputs are not permitted', '__proto__', 'extra_forbidden'),
    ],
    [
      'with the version in it, which is said by If-Match',
      form([file(tinyPicture), { name: 'expected_version', bytes: '1' }]),
      fault('Extra inputs are not permitted', 'expected_version', 'extra_forbidden'),
    ],
    ['with an empty file', form({ avatar: Buffer.alloc(0) }), fault(format)],
    ['with SVG in it', form({ avatar: Buffer.from('<svg onload="alert(1)"/>') }), fault(format)],
    [
      'with a damaged file',
      form({ avatar: tinyPicture.subarray(0, 40) }),
      fault('Value error, The picture can’t be read; it is damaged or not what it seems'),
    ],
  ])('%s', async (_, sent, faults) => {
    const before = await profile();
    const { status, body } = await put(sent);
    expect([status, body]).toEqual([422, { detail: faults }]);
    expect(await profile()).toEqual(before);
  });

  const { body, headers } = form({ avatar: tinyPicture });
  it.each<[string, object]>([
    ['without a boundary', { body, headers: { 'content-type': 'multipart/form-data' } }],
    ['that ends too early', { body: body.subarray(0, -20), headers }],
    ['that ends in the headers of its part', { body: body.subarray(0, 70), headers }],
    ['with two files', form([file(tinyPicture), { ...file(tinyPicture), name: 'other' }])],
    ['of many fields', form(Array.from({ length: 9 }, (_, i) => ({ name: `f${i}`, bytes: 'x' })))],
  ])('%s, as one that can’t be parsed', async (_, sent) => {
    const { status, body } = await put(sent);
    expect([status, body]).toEqual([
      400,
      { detail: 'There was an error parsing the body', code: 'malformed_request' },
    ]);
  });

  it('whose sender hangs up, and the server goes on', async () => {
    const cut = new AbortController();
    const half = new ReadableStream({
      pull(controller) {
        controller.enqueue(body.subarray(0, 150));
        setTimeout(() => cut.abort(), 50);
        return new Promise(() => {});
      },
    });
    const sent = fetch(app.url + path, {
      method: 'PUT',
      headers: { ...headers, authorization: `Bearer ${ada.access_token}` },
      body: half,
      signal: cut.signal,
      duplex: 'half',
    } as RequestInit);
    await expect(sent).rejects.toThrow();
    // To the same server, as fetch has opened a connection in the place of the one that it gave up.
    const again = form({ avatar: tinyPicture });
    const answer = await fetch(app.url + path, {
      method: 'PUT',
      headers: { ...again.headers, authorization: `Bearer ${ada.access_token}` },
      body: again.body,
    });
    expect(answer.status).toBe(200);
  });

  it('unread when the token is no good', async () => {
    const sent = { body: Buffer.alloc(200 * 1024), headers };
    expect((await put(sent, 'bad')).body.code).toBe('invalid_token');
  });
});

it('One person may have only so many processed', async () => {
  const limited = await startApp({ LIMITS: 'avatar=1/1h' });
  const { access_token: token } = await limited.signUp();
  const send = (avatar: Buffer) => limited.rest('PUT', path, { token, ...form({ avatar }) });
  expect((await send(Buffer.from('<svg/>'))).status).toBe(422);
  expect((await send(tinyPicture)).status).toBe(200);
  expect((await send(tinyPicture)).body.code).toBe('too_many_requests');
  await limited.close();
});

it('A page of another origin may send one', async () => {
  const open = await startApp({ CORS_ORIGINS: 'https://app.example.com' });
  const headers = {
    origin: 'https://app.example.com',
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'authorization,if-match',
  };
  const answer = await open.rest('OPTIONS', path, { headers });
  expect(answer.headers.get('access-control-allow-methods')).toContain('PUT');
  expect(answer.headers.get('access-control-allow-headers')).toContain('if-match');
  await open.close();
});
