import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describe as describeApi } from '../openapi/document.js';
import { anchor } from './markdown.js';
import { type ApiDocument, endpointsOf, schemasOf } from './openapi.js';
import { referencePages } from './pages.js';

const root = new URL('../../../../', import.meta.url);
const folder = new URL('docs/reference/', root);
const document = describeApi() as unknown as ApiDocument;
const pages = referencePages(document);
const textOf = (name: string) => pages.find(({ file }) => file === name)?.text ?? '';

const headingsOf = (text: string) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title);
/** Without what is in code, where brackets are no links. */
const linksOf = (text: string) =>
  [...text.replace(/```[\s\S]*?```|`[^`]*`/g, '').matchAll(/\]\(([^)]+)\)/g)].map(
    ([, target = '']) => target,
  );

it('has a page for each group, and each operation is on one', () => {
  expect(pages.map(({ file }) => file)).toEqual([
    'profile.md',
    'avatar.md',
    'email.md',
    'sessions.md',
    'auth.md',
    'legacy.md',
    'errors.md',
  ]);
  const groups = document.tags.map(({ name }) => endpointsOf(document, name).length);
  const all = Object.values(document.paths).flatMap((methods) => Object.keys(methods));
  expect(groups.reduce((sum, count) => sum + count)).toBe(all.length);
});

describe.each(pages.filter(({ file }) => file !== 'errors.md'))('$file', ({ file, text }) => {
  const group = document.tags.find(({ name }) => file === `${name.toLowerCase()}.md`)?.name ?? '';
  const endpoints = endpointsOf(document, group);

  it('has the sections of the seed, and one for each operation and schema that it names', () => {
    expect(headingsOf(text)).toEqual([
      `${group} API`,
      'Authentication',
      'Endpoints',
      ...endpoints.map(({ method, path }) => `${method} ${path}`),
      'Schemas',
      ...schemasOf(endpoints, document),
    ]);
  });

  it('has every status, error code and field', () => {
    for (const { method, path, operation } of endpoints) {
      const section = text.split(`### ${method} ${path}\n`)[1]?.split('\n### ')[0] ?? '';
      for (const [status, { description }] of Object.entries(operation.responses)) {
        const row = new RegExp(`^\\| \`${status}\` \\|.*$`, 'm').exec(section)?.[0];
        for (const [code] of description.matchAll(/`\w+`/g)) expect(row).toContain(code);
      }
    }
    for (const name of schemasOf(endpoints, document)) {
      const section = text.split(`### ${name}\n`)[1]?.split('\n### ')[0];
      for (const field of Object.keys(document.components.schemas[name]?.properties ?? {})) {
        expect(section).toMatch(
          new RegExp(`^\\| \`${field}\` \\| .+ \\| (yes|no) \\| .+ \\|$`, 'm'),
        );
      }
    }
  });
});

describe.each(pages)('$file', ({ file, text }) => {
  it('is the committed one; if not, run pnpm generate', () => {
    expect(readFileSync(new URL(file, folder), 'utf8')).toBe(text);
  });

  it('has no hole in it', () => {
    expect(text).not.toMatch(/undefined|\[object|NaN| {2}\|$|\n{3}/m);
  });

  it('has no dead link', () => {
    const own = headingsOf(text).map(anchor);
    expect(new Set(own).size).toBe(own.length);
    for (const target of linksOf(text)) {
      const [page = '', heading] = target.split('#');
      const there = page === '' ? text : textOf(page);
      const alive =
        there === ''
          ? existsSync(new URL(target, folder))
          : heading === undefined || headingsOf(there).map(anchor).includes(`#${heading}`);
      expect([target, alive]).toEqual([target, true]);
    }
  });
});

it('has the rows of the seed', () => {
  const profile = textOf('profile.md');
  for (const line of [
    '# Profile API',
    'Reference for the Profile endpoint group — 6 endpoints.',
    'Generated from the live OpenAPI document. Re-run `pnpm generate` after changes.',
    '**Get Profile**',
    "Get current user's profile.",
    '| `Authorization` | header | yes | `string` | `Bearer <access token>`; without it the answer is 401 |',
    '`application/json` → [UpdateProfileRequest](#updateprofilerequest)',
    '| `detail` | array of [ValidationError](#validationerror) | yes | In the order of the fields |',
  ]) {
    expect(profile.split('\n')).toContain(line);
  }
});

it('is true to openapi.json as it is committed', () => {
  const committed = JSON.parse(readFileSync(new URL('openapi.json', root), 'utf8'));
  expect(committed).toEqual(JSON.parse(JSON.stringify(document)));
});
