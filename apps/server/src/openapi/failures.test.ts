import { count } from '@profile/conformance';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../procedures.js';
import type { ApiDocument } from '../reference/openapi.js';
import { type Account, startApp, type TestApp } from '../testing/app.js';
import { form } from '../testing/pictures.js';
import { provocationsAt } from '../testing/provocations.js';
import { describe as describeApi } from './document.js';

// An answer that is not documented fails whichever test meets it (@profile/conformance); here is the
// other half: what is documented can really be answered.
const { paths } = describeApi() as unknown as ApiDocument;

/** The failures that no test at this door brings about, each with the reason. */
const unprovoked: Record<string, string> = {
  unavailable: 'an embedded file is never away; packages/db brings it about by locking it',
};

const failures = operations.flatMap((operation) => {
  const { method, path, tags } = operation.meta.openapi;
  const { responses = {} } = paths[path]?.[method.toLowerCase()] ?? {};
  return Object.entries(responses)
    .filter(([status]) => Number(status) >= 400)
    .map(([status, { content }]) => ({
      operation,
      name: operation.name,
      status: Number(status),
      legacy: tags?.includes('Legacy'),
      ...(content?.['application/json'] ?? { schema: {} }),
    }));
});

const documented = failures.flatMap(({ examples, ...failure }) =>
  // The one body without a code has one example, under no name.
  Object.entries(examples ?? { validation_error: { value: {} } }).map(([code, { value }]) => ({
    ...failure,
    code,
    value,
  })),
);

const provocations = provocationsAt((app, { meta: { openapi, upload } }, _, sent) => {
  const { body, headers } = sent;
  const isFile = upload && body !== undefined && !headers?.['content-type'];
  const { headers: type, ...rest } = isFile ? form({ avatar: Buffer.from(body as string) }) : sent;
  const all = { ...sent, ...rest, headers: { ...headers, ...type } };
  return app.rest(openapi.method, openapi.path, all);
});

let app: TestApp;
let account: Account;
beforeAll(async () => {
  app = await startApp();
  account = await app.signUp();
});
afterAll(() => app.close());

it.each(documented.filter(({ code }) => !unprovoked[code]))(
  '$name really answers $status $code',
  async ({ operation, status, code, legacy, value }) => {
    const answer = await provocations[code]?.(operation, app, account);
    expect(answer?.status, answer?.text).toBe(status);
    if (legacy) expect(answer?.body).toEqual(value);
    else if (status === 422) expect(answer?.body.detail).not.toEqual([]);
    else expect(answer?.body.code).toBe(code);
    count('documented failures provoked');
  },
  // A hundred hashes take a while on a busy machine.
  60_000,
);

describe('The list of documented failures', () => {
  const codes = [...new Set(documented.map(({ code }) => code))].sort();

  it('is either provoked or excepted, and no exception is stale', () => {
    count('documented failures', documented.length);
    const known = [...Object.keys(provocations), ...Object.keys(unprovoked)].sort();
    expect(known).toEqual(codes);
  });

  it.each(failures.filter(({ legacy, status }) => !legacy && status !== 422))(
    '$name, $status: has as many examples as its schema has codes',
    ({ schema, examples }) => {
      const codes = (schema.anyOf ?? [schema]).flatMap(
        (each) => each.allOf?.[1]?.properties?.code?.enum ?? ['verification_cooldown'],
      );
      expect(Object.keys(examples ?? {})).toEqual(codes);
    },
  );
});
