import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { inSources } from './stack.js';

const dist = fileURLToPath(new URL('../dist', import.meta.url));

/** Where a text begins in the bundle of the server. */
function placeOf(text: string): string {
  const before = readFileSync(`${dist}/server.cjs`, 'latin1').split(text)[0] ?? '';
  const lines = before.split('\n');
  return `${dist}/server.cjs:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}

it('tells places in the bundle as places in our sources', () => {
  const told = inSources(`    at fail (${placeOf('"The database has no key that signs"')})`);
  expect(told).toMatch(/^ {4}at fail \(packages\/api\/src\/auth\/keys\.ts:\d+:\d+\)$/);
  const [, file, line] = /\((.*):(\d+):\d+\)/.exec(told) ?? [];
  const source = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
  expect(source.split('\n')[Number(line) - 1]).toContain('The database has no key that signs');
});
