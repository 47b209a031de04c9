import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../testing/app.js';
import { basic, formType } from '../testing/form.js';

const id = 'billing: EU/1';
const secret = `~%41+& =:"\\${'x'.repeat(32)}`;
const other = 'o'.repeat(32);
let app: TestApp;
beforeAll(async () => {
  app = await startApp({
    RESOURCE_SERVERS: JSON.stringify([
      { client_id: id, client_secret: secret },
      { client_id: 'other', client_secret: other },
    ]),
  });
});
afterAll(() => app.close());

const encode = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Asks about a made-up token, which only a known client is told to be inactive. */
async function ask(authorizations: string[], fields: Record<string, string> | string) {
  const body = `token=x&${typeof fields === 'string' ? fields : encode(fields)}`;
  const headers = [
    ...authorizations.map((value) => `Authorization: ${value}`),
    `Content-Type: ${formType['content-type']}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  const answer = await app.raw('POST /oauth/introspect', headers, body);
  if (answer?.status === 401) {
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
  }
  return answer?.body.error ?? answer?.body;
}

describe('A resource server', () => {
  it.each<[string, string[], Record<string, string>]>([
    ['by Basic, with special characters form-encoded', [basic(id, secret)], {}],
    ['by basic in lower case', [basic(id, secret).replace('Basic', 'basic')], {}],
    ['by Basic, with its id also in the body', [basic(id, secret)], { client_id: id }],
    ['in the body', [], { client_id: id, client_secret: secret }],
    ['in the body, beside another scheme', ['Bearer x'], { client_id: id, client_secret: secret }],
    ['with plain characters as curl -u sends them', [`Basic ${base64(`other:${other}`)}`], {}],
  ])('is known %s', async (_, authorizations, fields) => {
    expect(await ask(authorizations, fields)).toEqual({ active: false });
  });

  it.each<[string, string[], Record<string, string> | string, string]>([
    ['nothing', [], {}, 'invalid_client'],
    ['the public client', [], { client_id: 'profile' }, 'invalid_client'],
    ['an id alone', [], { client_id: id }, 'invalid_client'],
    ['a secret alone', [], { client_secret: secret }, 'invalid_client'],
    ['a wrong secret', [basic(id, `${secret}x`)], {}, 'invalid_client'],
    ['a shorter secret', [basic(id, secret.slice(0, -1))], {}, 'invalid_client'],
    ['no secret', [basic(id, '')], {}, 'invalid_client'],
    ['the secret of another', [basic(id, other)], {}, 'invalid_client'],
    ['an unknown id', [basic('nobody', secret)], {}, 'invalid_client'],
    ['an id of the prototype', [basic('__proto__', secret)], {}, 'invalid_client'],
    ['the id in another case', [basic('Other', other)], {}, 'invalid_client'],
    ['Basic without form-encoding', [`Basic ${base64(`${id}:${secret}`)}`], {}, 'invalid_client'],
    ['Basic with half an escape', [`Basic ${base64(`other:${other}%`)}`], {}, 'invalid_client'],
    ['Basic without a colon', [`Basic ${base64('other')}`], {}, 'invalid_client'],
    ['Basic that is not base64', ['Basic other:***'], {}, 'invalid_client'],
    ['Basic of nothing', ['Basic'], {}, 'invalid_client'],
    ['Basic of two parts', [`${basic('other', other)} x`], {}, 'invalid_client'],
    ['Basic in bytes', [`Basic ${base64('\xff:\xff')}`], {}, 'invalid_client'],
    ['Basic of 10 KB of spaces', [`Basic a${' '.repeat(10_000)}b`], {}, 'invalid_client'],
    ['a bearer token', ['Bearer x'], {}, 'invalid_client'],
    ['Basic twice', [basic(id, secret), basic(id, secret)], {}, 'invalid_request'],
    ['Basic and Bearer', [basic(id, secret), 'Bearer x'], {}, 'invalid_request'],
    ['Basic and a secret', [basic(id, secret)], { client_secret: secret }, 'invalid_request'],
    ['Basic and another id', [basic(id, secret)], { client_id: 'other' }, 'invalid_request'],
    ['two ids', [basic(id, secret)], 'client_id=other&client_id=other', 'invalid_request'],
  ])('is not known by %s', async (_, authorizations, fields, error) => {
    expect(await ask(authorizations, fields)).toBe(error);
  });

  it('is asked who it is before what it wants', async () => {
    const body = { headers: formType, body: '' };
    const { status } = await app.rest('POST', '/oauth/introspect', body);
    expect(status).toBe(401);
    const known = { ...formType, authorization: basic(id, secret) };
    const answer = await app.rest('POST', '/oauth/introspect', { headers: known, body: '' });
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
  });

  it('gets nowhere with its secret at the other doors', async () => {
    const authorization = basic(id, secret);
    const { status } = await app.rest('GET', '/api/v1/me', { headers: { authorization } });
    expect(status).toBe(401);
  });
});
