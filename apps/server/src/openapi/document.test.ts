import { errors } from '@profile/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../procedures.js';
import { startApp, type TestApp } from '../testing/app.js';
import { builtDocument } from './built.js';
import { describe as describeApi } from './document.js';

interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  security: object[];
  requestBody?: { required: boolean; content: Record<string, { schema: object }> };
  responses: Record<string, { description: string; headers: object; content?: object }>;
}

interface Document {
  openapi: string;
  servers: object[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { properties?: object; required?: string[] }> };
}

let app: TestApp;
let document: Document;
beforeAll(async () => {
  app = await startApp();
  document = (await app.rest('GET', '/openapi.json')).body as unknown as Document;
});
afterAll(() => app.close());

const everyOperation = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

/** As a page of ours asks, which could have a cookie. */
const asPage = () => ({ origin: app.config.publicUrl });

/** All values below one that have the key. */
function findAll(value: unknown, key: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) =>
    name === key ? [each] : findAll(each, key),
  );
}

describe('The OpenAPI document', () => {
  it('is, as it was built, what the procedures say now', () => {
    expect(builtDocument()).toEqual(JSON.parse(JSON.stringify(describeApi())));
  });

  it('is OpenAPI 3.1, relative to where it is served', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d$/);
    expect(document.servers).toEqual([{ url: '/' }]);
  });

  it('has every operation at its address, and no other', () => {
    const addresses = operations.map(
      ({ meta: { openapi } }) => `${openapi.method} ${openapi.path}`,
    );
    expect(
      everyOperation()
        .map(({ path, method }) => `${method.toUpperCase()} ${path}`)
        .sort(),
    ).toEqual(addresses.sort());
  });

  it('gives each a name of its own, words and statuses of the contract', () => {
    const ids = everyOperation().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const statuses = new Set<number>(Object.values(errors).map(({ status }) => status));
    for (const { operation } of everyOperation()) {
      expect(operation.summary).not.toBe('');
      expect(operation.description).not.toBe('');
      for (const [status, { description, headers }] of Object.entries(operation.responses)) {
        expect(Number(status) < 400 || statuses.has(Number(status))).toBe(true);
        expect(description).not.toBe('');
        expect(headers).toHaveProperty('X-Request-Id');
      }
    }
  });

  it('names what the seed names, and what it names it has', () => {
    const { schemas } = document.components;
    for (const name of [
      'UpdateProfileRequest',
      'ChangePasswordRequest',
      'HTTPValidationError',
      'ValidationError',
    ]) {
      expect(Object.keys(schemas)).toContain(name);
    }
    expect(Object.keys(schemas.ValidationError?.properties ?? {})).toEqual(['type', 'loc', 'msg']);
    expect(schemas.ChangePasswordRequest?.required).toEqual(['current_password', 'new_password']);
    expect(schemas.UpdateProfileRequest?.required).toBeUndefined();
    for (const ref of findAll(document, '$ref')) {
      const [, name = ''] = /^#\/components\/schemas\/(\w+)$/.exec(String(ref)) ?? [];
      expect(Object.keys(schemas)).toContain(name);
    }
    expect(findAll(document, '$defs')).toEqual([]);
  });

  it('refuses unknown fields and tells nothing of expected_version or private columns', () => {
    const { schemas } = document.components;
    for (const name of Object.keys(schemas).filter((each) => each.endsWith('Request'))) {
      expect(schemas[name]).toHaveProperty('additionalProperties', false);
    }
    expect(JSON.stringify(document)).not.toMatch(/expected_version|password_hash|"seed"/);
  });

  it('asks for a token where one is asked for', async () => {
    for (const { path, method, operation } of everyOperation()) {
      const { status } = await app.rest(method.toUpperCase(), path, {
        body: method === 'get' ? undefined : {},
        headers: asPage(),
      });
      expect([path, operation.security.length > 0]).toEqual([path, status === 401]);
    }
  });

  it('says of a body whether it is needed', async () => {
    const { access_token: token } = await app.signUp();
    for (const { path, method, operation } of everyOperation()) {
      if (!operation.requestBody) continue;
      const { status } = await app.rest(method.toUpperCase(), path, {
        token,
        headers: asPage(),
      });
      expect([path, status === 422]).toEqual([path, operation.requestBody.required]);
    }
  });

  it('is the same for everybody, and HEAD and OPTIONS are no operations of it', async () => {
    const again = await app.rest('GET', '/openapi.json', { token: 'bad' });
    expect(again.body).toEqual(document);
    expect((await app.rest('HEAD', '/openapi.json')).status).toBe(200);
    expect((await app.rest('DELETE', '/openapi.json')).headers.get('allow')).toBe('GET, HEAD');
  });
});
