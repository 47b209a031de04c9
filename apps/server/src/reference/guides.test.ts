import { expect, it } from 'vitest';
import { operations } from '../procedures.js';
import { readGuides } from './guides.js';

it('reads the title and the first lines of a guide, and points its links to where pages are served', () => {
  const guide = readGuides().find(({ file }) => file === 'tokens-and-scopes.md');
  expect(guide).toMatchObject({
    file: 'tokens-and-scopes.md',
    title: 'Tokens and scopes',
    summary: 'How a client signs in, what its tokens say, how long they live, and what ends them.',
  });
  expect(guide?.text).toContain('(../docs/auth.md)');
});

it('gives in the guide to scopes every operation with the scope it needs', () => {
  const guide = readGuides().find(({ file }) => file === 'tokens-and-scopes.md');
  const text = guide?.text.split(/^## /m).find((section) => section.startsWith('Scopes\n')) ?? '';
  const rows = [...text.matchAll(/^\| `((?:GET|POST|PATCH|PUT|DELETE) \S+)` \| (.+) \|$/gm)].map(
    ([, address = '', scope = '']) => [address, scope],
  );
  const scopes = operations.map(({ meta: { openapi, scope, signedIn } }) => [
    `${openapi.method} ${openapi.path}`,
    scope ? `\`${scope}\`` : signedIn ? 'any' : 'no token',
  ]);
  expect(new Map(rows as [string, string][])).toEqual(new Map(scopes as [string, string][]));
});
