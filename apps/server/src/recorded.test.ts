import { readFileSync } from 'node:fs';
import { count } from '@profile/conformance';
import type { HTTPValidationError } from '@profile/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './testing/app.js';

interface Recorded {
  name: string;
  method: string;
  path: string;
  content_type: string | null;
  body: string;
  body_encoding: BufferEncoding;
  auth: boolean;
  status: number;
  response: HTTPValidationError | null;
}

const file = new URL('../../../tests/fixtures/fastapi.json', import.meta.url);
const recorded = JSON.parse(readFileSync(file, 'utf8')) as Recorded[];

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startApp();
  token = (await app.signUp()).access_token;
});
afterAll(() => app.close());

/** What the fixtures' README promises to be the same. */
function comparable(detail: unknown): unknown {
  if (!Array.isArray(detail)) return detail;
  return (detail as HTTPValidationError['detail']).map(({ type, loc, msg }) => ({
    type,
    loc: type === 'json_invalid' ? [loc[0], typeof loc[1]] : loc,
    msg: type === 'value_error' ? msg.split(/[:,]/, 1)[0] : msg,
  }));
}

describe('What FastAPI answered is what the REST door answers', () => {
  it.each(recorded)('$method $path: $name', async (one) => {
    await holds(one);
    count('recorded cases passed');
  });

  async function holds(one: Recorded) {
    const { status, headers, text, body } = await app.rest(one.method, one.path, {
      token: one.auth ? token : undefined,
      body: one.method === 'GET' ? undefined : Buffer.from(one.body, one.body_encoding),
      headers: { 'content-type': one.content_type },
    });
    if (one.status < 300) return expect(Math.floor(status / 100), text).toBe(2);
    expect(status, text).toBe(one.status);
    expect(comparable(body.detail)).toEqual(comparable(one.response?.detail));
    // Exactly the seed's HTTPValidationError: nothing beside the list, and the keys in its order.
    if (status === 422) {
      expect(Object.keys(body)).toEqual(['detail']);
      for (const item of body.detail as object[]) {
        expect(Object.keys(item)).toEqual(['type', 'loc', 'msg']);
      }
    }
    if (status === 405) expect(headers.get('allow')).toMatch(/^[A-Z]+(, [A-Z]+)*$/);
  }

  it('in all 130 cases', () => {
    expect(recorded).toHaveLength(130);
    count('recorded cases', recorded.length);
  });
});
