import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { createProfileClient } from './client.js';
import { tokensOf } from './testing/door.js';
import { memoryTokenStore } from './tokens.js';

const profile = { username: 'ada', avatar_url: '/media/avatars/a/256.webp', version: 2 };

/** What the browser has got when it says that the answer is there. */
let answer: { status?: number; responseText?: string; responseURL?: string; headers?: string };

/** The browser's older interface, as far as it is used. */
class Request {
  upload = {};
  onload = () => {};
  status = answer.status ?? 200;
  responseText = answer.responseText ?? JSON.stringify(profile);
  responseURL = '';
  open(_: string, url: string) {
    this.responseURL = answer.responseURL ?? url;
  }
  setRequestHeader() {}
  getAllResponseHeaders = () => answer.headers ?? 'content-type: application/json\r\n';
  send() {
    setTimeout(() => this.onload());
  }
}

beforeEach(() => {
  vi.stubGlobal('XMLHttpRequest', Request);
  vi.stubGlobal('fetch', () => expect.fail('it tells nothing'));
  onTestFinished(() => void vi.unstubAllGlobals());
});

/** Sends a picture from a page to a server. */
function send(page: string, url: string, onProgress: (sent: number) => void = () => {}) {
  vi.stubGlobal('location', new URL(page));
  const client = createProfileClient({ url, store: memoryTokenStore(tokensOf(0)) });
  return client.profile.setAvatar(new Uint8Array(3), { onProgress });
}

it('A status that no Response can be made with is an unexpected response', async () => {
  answer = { status: 999, responseText: 'no', headers: 'x-request-id: r1\r\n' };
  const error = { code: 'unexpected_response', status: 999, requestId: 'r1' };
  await expect(send('https://app.test/me', 'https://app.test')).rejects.toMatchObject(error);
});

it('An answer that can not be read is one all the same, and not waited for', async () => {
  answer = { headers: 'no name at all: 1\r\n' };
  await expect(send('https://app.test/me', 'https://app.test')).rejects.toMatchObject({
    code: 'network',
  });
});

it('An address that the browser itself has made safer is the same, and no other is', async () => {
  answer = { responseURL: 'https://app.test/api/v1/me/avatar' };
  expect(await send('http://app.test/me', 'http://app.test')).toEqual(profile);
  for (const responseURL of ['https://app.test/', 'https://app.test.evil.test/api/v1/me/avatar']) {
    answer = { responseURL };
    const error = { code: 'unexpected_response', detail: expect.stringContaining('a redirect') };
    await expect(send('http://app.test/me', 'http://app.test')).rejects.toMatchObject(error);
  }
});

it.each([
  ['of another host', 'https://app.test/me', 'https://accounts.test'],
  ['of another port', 'https://app.test/me', 'https://app.test:8443'],
  ['that is no page of the web', 'file:///me.html', 'https://app.test'],
])(
  'From a page %s it goes by fetch, which follows nothing, and is told to be out at its end',
  async (_, page, url) => {
    vi.stubGlobal('XMLHttpRequest', () => expect.fail('it would follow a redirect'));
    const inits: RequestInit[] = [];
    vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
      inits.push(init);
      return Response.json(profile);
    });
    const told: number[] = [];
    expect(await send(page, url, (sent) => told.push(sent))).toEqual(profile);
    expect([inits.length, inits[0]?.redirect, told]).toEqual([1, 'manual', [0, 1]]);
  },
);

it('What an app does with the progress is no fault of the upload', async () => {
  vi.stubGlobal('fetch', async () => Response.json(profile));
  const faults: unknown[] = [];
  vi.stubGlobal('queueMicrotask', (tell: () => void) => {
    try {
      tell();
    } catch (fault) {
      faults.push(fault);
    }
  });
  const throwing = () => {
    throw new Error('of the app');
  };
  expect(await send('https://app.test/me', 'https://accounts.test', throwing)).toEqual(profile);
  expect(faults).toHaveLength(2);
});
