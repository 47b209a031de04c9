import { count } from '@profile/conformance';
import createClient, { type Middleware } from 'openapi-fetch';
import { afterAll, beforeAll, expect, expectTypeOf, it } from 'vitest';
import { findMail } from '../outbox.js';
import { startServer, type TestServer } from '../server.js';
import type { paths } from './generated/openapi-typescript.js';
import { complaints } from './strictness.js';

const [email, password, next] = ['ada@example.com', 'violet-anchor-73-mosaic', 'quiet-lantern-58'];

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

it('The types of openapi-typescript compile under strict, and so does their use here', () => {
  expect(complaints('generated/openapi-typescript.ts', 'openapi-fetch.test.ts')).toEqual([]);
  count('generators compiled');
});

it('openapi-fetch, with the types of openapi-typescript, makes the tour', async () => {
  const client = createClient<paths>({ baseUrl: server.url });

  const signedUp = await client.POST('/api/v1/auth/register', {
    body: { email, password, username: 'ada' },
  });
  if (!signedUp.data || 'status' in signedUp.data) throw new Error('No tokens came');
  const { access_token } = signedUp.data;
  const bearer: Middleware = {
    onRequest: ({ request }) => request.headers.set('authorization', `Bearer ${access_token}`),
  };
  client.use(bearer);

  const read = await client.GET('/api/v1/me');
  expect(read.data).toMatchObject({ email, version: 1, first_name: null });

  const updated = await client.PATCH('/api/v1/me', {
    body: { first_name: 'Ada', phone: '+49 30 901820', locale: 'en-gb' },
  });
  const version: number | undefined = updated.data?.version;
  expect([version, updated.data?.locale]).toEqual([2, 'en-GB']);
  expect(updated.response.headers.get('etag')).toBe('"2"');

  const refused = await client.PATCH('/api/v1/me', {
    // @ts-expect-error Not a text.
    body: { first_name: '', last_name: 7 },
  });
  expect(refused.error).toMatchObject({
    detail: [{ type: 'string_too_short' }, { type: 'string_type' }],
  });

  const stale = await client.PATCH('/api/v1/me', {
    params: { header: { 'If-Match': '"1"' } },
    body: { display_name: 'Ada L.' },
  });
  // Of all codes, the document allows one here.
  type Stale = paths['/api/v1/me']['patch']['responses'][412]['content']['application/json'];
  expectTypeOf<Stale['code']>().toEqualTypeOf<'stale_version'>();
  expect(stale.error).toMatchObject({ code: 'stale_version' });

  const { text = '' } = await findMail(server.dir, { kind: 'verify-email', to: email });
  const [code = ''] = /^[0-9]{6}$/m.exec(text) ?? [];
  const verified = await client.POST('/api/v1/me/verify-email/confirm', { body: { code } });
  expect(verified.data?.status).toBe('verified');

  const changed = await client.POST('/api/v1/me/password', {
    body: { current_password: password, new_password: next },
  });
  expect(changed.data?.sessions_revoked).toBe(0);

  const legacy = await client.POST('/api/profile/');
  expect(legacy.data).toMatchObject({ id: 1, number_phone: '30901820', is_staff: false });

  expect((await client.POST('/api/v1/auth/logout')).response.status).toBe(204);
  const gone = await client.GET('/api/v1/me');
  expect(gone.error?.code).toBe('invalid_token');
});
