import { type ErrorCode, errors } from '@profile/contract';
import { expect, it } from 'vitest';
import { describe as describeApi } from '../openapi/document.js';
import { operations } from '../procedures.js';
import { errorsPage, withCodeLinks } from './errors.js';
import type { ApiDocument } from './openapi.js';

const page = errorsPage(describeApi() as unknown as ApiDocument);
const sectionOf = (code: string) => page.split(`\n### ${code}\n`)[1]?.split(/\n##+ /)[0] ?? '';

it.each(Object.keys(errors) as ErrorCode[])('says of %s what happened and what to do', (code) => {
  const section = sectionOf(code);
  expect(section).toContain(`\`${errors[code].status}\` ${errors[code].detail}`);
  for (const part of ['What happened', 'What to do', 'From']) {
    expect(section).toMatch(new RegExp(`^\\*\\*${part}:\\*\\* .+\\.?$`, 'm'));
  }
});

it('names with each code the operations that say they fail with it', () => {
  const said = operations.flatMap(({ meta: { errors = [], openapi } }) =>
    errors.map((code) => [code, `[${openapi.method} ${openapi.path}](`]),
  );
  expect(said.length).toBeGreaterThan(20);
  for (const [code = '', operation = ''] of said) expect(sectionOf(code)).toContain(operation);
  expect(sectionOf('stale_version').match(/\]\(\w+\.md#/g)).toHaveLength(3);
  expect(sectionOf('internal_error')).toContain('**From:** every operation.');
  expect(sectionOf('not_found')).toContain('**From:** any address');
});

it('links the codes that begin a paragraph, and no other word', () => {
  expect(withCodeLinks('`busy`: The server is `busy`\n\n`nobody`: x')).toBe(
    '[`busy`](errors.md#busy): The server is `busy`\n\n`nobody`: x',
  );
});
