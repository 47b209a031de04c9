import { count } from '@profile/conformance';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findMail } from '../outbox.js';
import { startServer, type TestServer } from '../server.js';
import { Api, type HttpResponse } from './generated/swagger-typescript-api.js';
import { complaints } from './strictness.js';

const [email, password, next] = ['ada@example.com', 'violet-anchor-73-mosaic', 'quiet-lantern-58'];

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

it('The client of swagger-typescript-api compiles under strict, and so does its use here', () => {
  const files = ['generated/swagger-typescript-api.ts', 'swagger-typescript-api.test.ts'];
  expect(complaints(...files)).toEqual([]);
  count('generators compiled');
});

it('the client of swagger-typescript-api makes the tour', async () => {
  const { api, setSecurityData } = new Api<string>({
    baseUrl: server.url,
    securityWorker: (token) => (token ? { headers: { Authorization: `Bearer ${token}` } } : {}),
  });

  const signedUp = await api.authRegister({ email, password, username: 'ada' });
  setSecurityData(signedUp.data.access_token);

  const read = await api.profileGet();
  expect(read.data).toMatchObject({ email, version: 1, first_name: null });

  const updated = await api.profileUpdate({ first_name: 'Ada', phone: '+49 30 901820' });
  const version: number = updated.data.version;
  expect([version, updated.data.phone]).toEqual([2, '+4930901820']);
  expect(updated.headers.get('etag')).toBe('"2"');

  // @ts-expect-error A private field, which the document doesn't have.
  const refused = await refusal(api.profileUpdate({ first_name: '', is_staff: true }));
  expect(refused).toMatchObject({
    detail: [{ type: 'string_too_short' }, { type: 'extra_forbidden' }],
  });

  const stale = api.profileUpdate({ display_name: 'A.' }, { headers: { 'If-Match': '"1"' } });
  expect(await refusal(stale)).toMatchObject({ code: 'stale_version' });

  const { text = '' } = await findMail(server.dir, { kind: 'verify-email', to: email });
  const [code = ''] = /^[0-9]{6}$/m.exec(text) ?? [];
  const verified = await api.emailConfirmVerification({ code });
  expect(verified.data.status).toBe('verified');

  const changed = await api.passwordChange({ current_password: password, new_password: next });
  expect(changed.data.sessions_revoked).toBe(0);

  const legacy = await api.legacyProfile();
  expect(legacy.data).toMatchObject({ id: 1, number_phone: '30901820', is_staff: false });

  expect((await api.authLogout({})).status).toBe(204);
  expect(await refusal(api.profileGet())).toMatchObject({ code: 'invalid_token' });
});

/** It throws what isn't a success. */
async function refusal(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (thrown: HttpResponse<unknown>) => thrown.error,
  );
}
