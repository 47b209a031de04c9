import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { deleteAccount } from '@profile/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Account, startApp, type TestApp } from '../testing/app.js';
import { form, tinyPicture } from '../testing/pictures.js';

let app: TestApp;
let ada: Account;
let url: string;
beforeAll(async () => {
  app = await startApp();
  ada = await app.signUp();
  url = await upload();
});
afterAll(() => app.close());

async function upload(): Promise<string> {
  const sent = { token: ada.access_token, ...form({ avatar: tinyPicture }) };
  return String((await app.rest('PUT', '/api/v1/me/avatar', sent)).body.avatar_url);
}

const get = (path: string, init?: RequestInit) => fetch(app.url + path, init);

describe('A picture', () => {
  it('is there in every size for whoever has its address, and can’t be taken for anything else', async () => {
    for (const size of [64, 256, 512]) {
      const answer = await get(url.replace('256', String(size)));
      expect(answer.status).toBe(200);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'image/webp',
        'content-disposition': 'inline',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'cross-origin-resource-policy': 'cross-origin',
        'cache-control': 'public, max-age=31536000, immutable',
        'x-request-id': expect.any(String),
      });
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(bytes.toString('latin1', 0, 4) + bytes.toString('latin1', 8, 12)).toBe('RIFFWEBP');
      expect(answer.headers.get('content-length')).toBe(String(bytes.length));
    }
  });

  it('is not sent again to who has it, nor to HEAD', async () => {
    const answer = await get(url);
    const etag = String(answer.headers.get('etag'));
    const again = await get(url, { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect(again.headers.get('cache-control')).toContain('immutable');
    const other = await get(url, { headers: { 'if-none-match': '"other"' } });
    expect(other.status).toBe(200);
    const head = await get(url, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    for (const name of ['content-type', 'content-length', 'etag']) {
      expect(head.headers.get(name)).toBe(answer.headers.get(name));
    }
  });

  it('is gone with the next, at its address for ever', async () => {
    const former = url;
    url = await upload();
    const etag = `"${former.split('/').at(-2)}-256.webp"`;
    for (const headers of [{}, { 'if-none-match': etag }]) {
      const gone = await get(former, { headers });
      expect([gone.status, gone.headers.get('cache-control')]).toEqual([404, 'no-store']);
    }
    expect((await get(url)).status).toBe(200);
  });

  it('can only be read there', async () => {
    const answer = await app.rest('PUT', url);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('Nothing else is there', () => {
  it('of what lies in the folder', async () => {
    const id = url.split('/').at(-2);
    expect(readdirSync(`${app.config.mediaPath}/avatars`)).toEqual([id]);
    mkdirSync(`${app.config.mediaPath}/avatars/x`);
    for (const name of ['x/64.webp', `${id}/secret`, `${id}/64.webp.partial`, '../secret']) {
      writeFileSync(`${app.config.mediaPath}/avatars/${name}`, 'secret');
    }
    const paths = ['x/64.webp', `${id}/secret`, `${id}/64.webp.partial`, id, `${id}/`, ''];
    for (const path of paths) expect((await get(`/media/avatars/${path}`)).status).toBe(404);
  });

  it.each([
    '/media/avatars/../secret',
    '/media/avatars/%2e%2e/secret',
    '/media/avatars/..%2f..%2fsecret/64.webp',
    '/media/avatars/%2e%2e%2f%2e%2e/64.webp',
    '/media/avatars/ID/..%2f..%2f..%2fsecret',
    '/media/avatars/ID/%2e%2e%2f64.webp',
    '/media/avatars/ID/64.webp%00',
    '/media/avatars/ID/64%2ewebp%00.html',
    '/media/avatars/ID/128.webp',
    '/media//avatars/ID/64.webp',
    '/media/avatars\\ID\\64.webp',
  ])('at %s', async (path) => {
    const answer = await app.raw(`GET ${path.replace('ID', String(url.split('/').at(-2)))}`);
    expect([answer?.status, answer?.headers.get('content-type')]).toEqual([
      404,
      'application/json',
    ]);
  });
});

it('A deleted account leaves no picture at its address', async () => {
  const eve = await app.signUp();
  const sent = { token: eve.access_token, ...form({ avatar: tinyPicture }) };
  const { body } = await app.rest('PUT', '/api/v1/me/avatar', sent);
  const user = await app.store.accounts.byEmail(eve.email);
  if (user) await deleteAccount(app.services, user);
  expect((await get(String(body.avatar_url))).status).toBe(404);
});
