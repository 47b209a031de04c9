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
  onTestFinished(() => void vi.unstubAllGlobals());
});

function send(url: string) {
  const client = createProfileClient({ url, store: memoryTokenStore(tokensOf(0)) });
  return client.profile.setAvatar(new Uint8Array(3), { onProgress() {} });
}

it('A status that no Response can be made with is an unexpected response', async () => {
  answer = { status: 999, responseText: 'no', headers: 'x-request-id: r1\r\n' };
  const error = { code: 'unexpected_response', status: 999, requestId: 'r1' };
  await expect(send('https://app.test')).rejects.toMatchObject(error);
});

it('An answer that can not be read is one all the same, and not waited for', async () => {
  answer = { headers: 'no name at all: 1\r\n' };
  await expect(send('https://app.test')).rejects.toMatchObject({ code: 'network' });
});
