import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Page } from './pages.js';

const folder = new URL('../../../../docs/guides/', import.meta.url);

/** The guides of the repository; none where the server runs without it. */
export function readGuides(): Page[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => {
      // The pages that lie in `reference` there are under `/docs` here.
      const text = readFileSync(new URL(file, folder), 'utf8').replaceAll(
        '../reference/',
        '../docs/',
      );
      const [, title = file, summary = ''] = /^# (.+)\n+((?:.+\n)*)/.exec(text) ?? [];
      return { file, title, summary: summary.trim().replaceAll('\n', ' '), text };
    });
}
