import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './testing/app.js';

let app: TestApp;
let token: string;
let version: number;
beforeAll(async () => {
  app = await startApp();
  token = (await app.signUp()).access_token;
});
afterAll(() => app.close());
beforeEach(async () => {
  version = (await get()).body.version as number;
});

const me = '/api/v1/me';
const get = (headers = {}, method = 'GET') => app.rest(method, me, { token, headers });
const patch = (body: unknown, condition?: string) =>
  app.rest('PATCH', me, {
    token,
    body,
    headers: condition === undefined ? {} : { 'if-match': condition },
  });

/** Stands for the version of now in the tables. */
const now = (text: string) => text.replaceAll('N', String(version));
let names = 0;
const newName = () => ({ first_name: `Ada ${++names}` });

it('the entity tag is the version, strong, on reading, changing and changing nothing', async () => {
  const changed = await patch(newName());
  expect(changed.headers.get('etag')).toBe(`"${version + 1}"`);
  expect((await get()).headers.get('etag')).toBe(`"${version + 1}"`);
  expect((await get({}, 'HEAD')).headers.get('etag')).toBe(`"${version + 1}"`);
  const same = await patch({ first_name: changed.body.first_name });
  expect(same.headers.get('etag')).toBe(`"${version + 1}"`);
  expect(same.body).toEqual(changed.body);
  expect((await patch({})).body).toEqual(changed.body);
});

describe('If-Match', () => {
  it.each([
    ['"N"', 200],
    [' "N" ', 200],
    ['*', 200],
    ['"0", "N", "77777"', 200],
    ['"N",', 200],
    ['W/"N", "N"', 200],
    ['"0"', 412],
    ['"77777"', 412],
    ['"99999999999"', 412],
    ['"0", "77777"', 412],
    ['W/"N"', 412],
    ['""', 412],
    ['"0N"', 412],
    ['"N.0"', 412],
    ['"+N"', 412],
    ['"99999999999999999999"', 412],
    ['"\xe9"', 412],
    ['', 400],
    ['N', 400],
    ["'N'", 400],
    ['"N', 400],
    ['N"', 400],
    ['"N" "N"', 400],
    ['"N"; "N"', 400],
    ['w/"N"', 400],
    ['*, "N"', 400],
    ['"N", *', 400],
    ['"a b"', 400],
    [`"N", ${'"1",'.repeat(3000)}x`, 400],
  ])('%j is answered with %i', async (condition, status) => {
    const before = await get();
    const answer = await patch(newName(), now(condition));
    expect(answer.status, answer.text).toBe(status);
    if (status === 200) return expect(answer.body.version).toBe(version + 1);
    expect(answer.body.code).toBe(status === 412 ? 'stale_version' : 'malformed_if_match');
    expect((await get()).body).toEqual(before.body);
  });

  it('in several headers is one list', async () => {
    const send = (...tags: string[]) =>
      app.raw(
        `PATCH ${me}`,
        [
          `Authorization: Bearer ${token}`,
          'Content-Type: application/json',
          'Content-Length: 2',
          ...tags.map((tag) => `If-Match: ${now(tag)}`),
        ],
        '{}',
      );
    expect((await send('"0"', '"N"'))?.status).toBe(200);
    expect((await send('"0"', '"77777"'))?.status).toBe(412);
    expect((await send('"N"', '*'))?.status).toBe(400);
  });

  it('holds for a change of nothing', async () => {
    expect((await patch({}, '"77777"')).status).toBe(412);
    expect((await patch({}, now('"N"'))).body.version).toBe(version);
  });

  it('lets one of ten writers through', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => patch(newName(), now('"N"'))),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array(9).fill(412)]);
    expect((await get()).body.version).toBe(version + 1);
  });

  it.each([
    ['a malformed one comes after a bad token', 'x', '{}', 'bad', 401],
    ['a malformed one comes after a body that is too large', 'x', ' '.repeat(102_401), '', 413],
    ['a malformed one comes with the faults of the body', 'x', '{"first_name":1}', '', 400],
    ['a stale one comes after the faults of the body', '"77777"', '{"first_name":1}', '', 422],
    ['a stale one comes after a body that is no JSON', '"77777"', '{', '', 422],
  ])('%s', async (_, condition, body, bad, status) => {
    const headers = { 'if-match': condition };
    const answer = await app.rest('PATCH', me, { token: bad || token, body, headers });
    expect(answer.status, answer.text).toBe(status);
  });
});

describe('If-None-Match', () => {
  it.each([
    ['"N"', 304],
    ['W/"N"', 304],
    ['"0", W/"N"', 304],
    ['*', 304],
    ['"0"', 200],
    ['""', 200],
    ['', 200],
    ['N', 200],
    ['"N" x', 200],
  ])('%j is answered with %i', async (condition, status) => {
    for (const method of ['GET', 'HEAD']) {
      const answer = await get({ 'if-none-match': now(condition) }, method);
      expect([method, answer.status]).toEqual([method, status]);
      expect(answer.headers.get('etag')).toBe(now('"N"'));
      if (status === 304) expect(answer.text).toBe('');
    }
  });

  it('says nothing about a change', async () => {
    const headers = { 'if-none-match': now('"N"') };
    const answer = await app.rest('PATCH', me, { token, body: newName(), headers });
    expect(answer.body.version).toBe(version + 1);
  });

  it('needs a token all the same', async () => {
    expect((await app.rest('GET', me, { headers: { 'if-none-match': '*' } })).status).toBe(401);
  });
});

describe('expected_version', () => {
  const extra = (field: string) => ({ type: 'extra_forbidden', loc: ['body', field] });

  it.each([
    ['alone', { expected_version: 1 }, [extra('expected_version')]],
    ['as a text', { expected_version: 'x' }, [extra('expected_version')]],
    [
      'with other faults, which keep their order',
      { zzz: 1, expected_version: 1, last_name: 1, first_name: '' },
      [
        { type: 'string_too_short', loc: ['body', 'first_name'] },
        { type: 'string_type', loc: ['body', 'last_name'] },
        extra('zzz'),
        extra('expected_version'),
      ],
    ],
  ])('is refused over REST, %s', async (_, body, detail) => {
    expect(await patch(body)).toMatchObject({ status: 422, body: { detail } });
    expect(await patch(body, now('"N"'))).toMatchObject({ status: 422, body: { detail } });
  });

  it.each([
    ['the version', 0, 200, undefined],
    ['another version', 1, 412, undefined],
    ['a text', '1', 422, 'int_type'],
    ['a fraction', 0.5, 422, 'int_type'],
    ['null', null, 422, 'int_type'],
  ])('is %s over tRPC', async (_, given, status, type) => {
    const expected_version = given === 0 || given === 1 ? version + given : given;
    const answer = await app.rpc('profile.update', { ...newName(), expected_version }, token);
    expect(answer.status, answer.text).toBe(status);
    if (type) {
      const detail = [{ type, loc: ['body', 'expected_version'] }];
      expect(answer.body).toMatchObject({ error: { data: { error: { detail } } } });
    }
  });
});
