import { expect, it, onTestFinished, vi } from 'vitest';
import { createProfileClient } from './client.js';
import { memoryTokenStore } from './tokens.js';

const tokens = {
  access_token: 'access',
  refresh_token: 'refresh',
  token_type: 'Bearer',
  expires_in: 900,
  scope: '',
} as const;
const profile = { username: 'ada', avatar_url: '/media/avatars/a/256.webp', version: 2 };

/** A client of a server that gives these answers in turn, and what it was sent. */
function open(...answers: [status: number, body: object][]) {
  const sent: { method: string; url: string; headers: Headers; files: unknown[] }[] = [];
  const client = createProfileClient({
    url: 'https://accounts.example.com',
    store: memoryTokenStore(tokens),
    async fetch(url, { method = '', headers, body }) {
      const files = body instanceof FormData ? body.getAll('avatar') : [];
      sent.push({ method, url, headers: new Headers(headers), files });
      const [status, answer] = answers.shift() ?? [500, {}];
      return Response.json(answer, { status });
    },
  });
  return { client, sent };
}

const bytes = new Uint8Array([1, 2, 3]);

it.each([
  ['bytes', bytes],
  ['a part of some', new Uint8Array([0, 1, 2, 3, 4]).subarray(1, 4)],
  ['a Blob', new Blob([bytes])],
  ['a File', new File([bytes], 'me.png', { type: 'image/png' })],
])('A picture goes out as a file of a form, given as %s', async (_, picture) => {
  const { client, sent } = open([200, profile]);
  const changes: unknown[] = [];
  client.on('profileChanged', (changed) => changes.push(changed));
  expect(await client.profile.setAvatar(picture, { expected_version: 1 })).toEqual(profile);
  const [{ method, url, headers, files } = { files: [] }] = sent;
  expect([method, url]).toEqual(['PUT', 'https://accounts.example.com/api/v1/me/avatar']);
  expect(headers?.get('authorization')).toBe('Bearer access');
  expect(headers?.get('if-match')).toBe('"1"');
  // It is the form that says its type, with the boundary.
  expect(headers?.has('content-type')).toBe(false);
  expect(files).toHaveLength(1);
  expect(new Uint8Array(await (files[0] as Blob).arrayBuffer())).toEqual(bytes);
  expect(changes).toEqual([profile]);
});

it('A picture that is refused says why, and tells nobody of a change', async () => {
  const faults = [{ type: 'value_error', loc: ['body', 'avatar'], msg: 'Value error, no' }];
  const { client, sent } = open([422, { detail: faults }]);
  client.on('profileChanged', () => expect.fail('nothing has changed'));
  const refused = client.profile.setAvatar(bytes);
  await expect(refused).rejects.toMatchObject({ code: 'validation_error', detail: faults });
  expect(sent[0]?.headers.has('if-match')).toBe(false);
});

it('A token that has expired is renewed, and the picture is sent again', async () => {
  const expired = { detail: 'Invalid or expired token', code: 'invalid_token' };
  const renewed = { result: { data: { ...tokens, access_token: 'new' } } };
  const { client, sent } = open([401, expired], [200, renewed], [200, profile]);
  await client.profile.setAvatar(bytes);
  const [first, , last] = sent.map(({ headers, files }) => [
    headers.get('authorization'),
    files.length,
  ]);
  expect([first, last]).toEqual([
    ['Bearer access', 1],
    ['Bearer new', 1],
  ]);
});

it('A change of another version brings the profile as it is now', async () => {
  const stale = { detail: 'The profile has changed', code: 'stale_version' };
  const now = [{ result: { data: profile } }];
  const { client } = open([412, stale], [200, now]);
  const refused = client.profile.setAvatar(bytes, { expected_version: 1 });
  await expect(refused).rejects.toMatchObject({ code: 'stale_version', current: profile });
});

it('With a fetch of its own, or where no browser is, nothing is told of an upload', async () => {
  const { client, sent } = open([200, profile]);
  const onProgress = () => expect.fail('fetch knows nothing of it');
  vi.stubGlobal('XMLHttpRequest', () => expect.fail('the app sends everything itself'));
  expect(await client.profile.setAvatar(bytes, { onProgress })).toEqual(profile);
  expect(sent).toHaveLength(1);

  vi.stubGlobal('XMLHttpRequest', undefined);
  vi.stubGlobal('fetch', async () => Response.json(profile));
  onTestFinished(() => void vi.unstubAllGlobals());
  const url = 'https://accounts.example.com';
  const plain = createProfileClient({ url, store: memoryTokenStore(tokens) });
  expect(await plain.profile.setAvatar(bytes, { onProgress })).toEqual(profile);
});
