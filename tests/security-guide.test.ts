import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const path = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url));
const guide = readFileSync(path('docs/guides/security.md'), 'utf8');

/** The requirements of level 1 in version 5.0.0 of OWASP's standard. */
const levelOne =
  `1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.5.1 2.1.1 2.2.1 2.2.2 2.3.1 3.2.1 3.2.2 3.3.1
  3.4.1 3.4.2 3.5.1 3.5.2 3.5.3 4.1.1 4.4.1 5.2.1 5.2.2 5.3.1 5.3.2 6.1.1 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5
  6.2.6 6.2.7 6.2.8 6.3.1 6.3.2 6.4.1 6.4.2 7.2.1 7.2.2 7.2.3 7.2.4 7.4.1 7.4.2 8.1.1 8.2.1 8.2.2 8.3.1
  9.1.1 9.1.2 9.1.3 9.2.1 10.4.1 10.4.2 10.4.3 10.4.4 10.4.5 11.3.1 11.3.2 11.4.1 12.1.1 12.2.1 12.2.2
  13.4.1 14.2.1 14.3.1 15.1.1 15.2.1 15.3.1`.split(/\s+/);

const rows = [...guide.matchAll(/^\| (\d+\.\d+\.\d+) \| ([^|]+) \| (.+) \|$/gm)].map(
  ([, id = '', verdict = '', how = '']) => ({ id, verdict, how }),
);
const named = [...guide.matchAll(/`([\w./-]+\.test\.tsx?)` “([^”]+)”/g)].map(
  ([, file = '', title = '']) => [file, title] as const,
);

describe('docs/guides/security.md', () => {
  it('has every requirement of level 1, each once, and in their order', () => {
    const ids = rows.map(({ id }) => id);
    for (const id of levelOne) expect(ids).toContain(id);
    const inOrder = [...new Set(ids)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    expect(ids).toEqual(inOrder);
  });

  it.each(rows)('$id is $verdict: with a test, or with the reason why there is none', (row) => {
    const { verdict, how } = row;
    const tested = /`[\w./-]+\.test\.tsx?` “/.test(how);
    expect(['met', 'partly', 'not met', 'n/a']).toContain(verdict);
    expect([verdict, tested]).toEqual([verdict, verdict === 'met' || verdict === 'partly']);
    // What is not wholly met says what is missing.
    if (verdict !== 'met')
      expect(how.replace(/`[^`]*test\.ts` “.*/, '').length).toBeGreaterThan(10);
  });

  it.each(named)('%s has a test called “%s”', (file, title) => {
    expect(existsSync(path(file))).toBe(true);
    const text = readFileSync(path(file), 'utf8');
    const titles = [...text.matchAll(/(['"`])((?:(?!\1)[^\\\n]|\\.)*)\1/g)].map(
      ([, , each]) => each,
    );
    expect(titles.some((each) => each?.includes(title))).toBe(true);
  });

  it('names more than a hundred tests', () => {
    expect(named.length).toBeGreaterThan(100);
  });
});
