// Reads the notes that changesets go by: a front matter of package and bump, then words for people.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The notes in a folder. */
export function readChangesets(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .map((file) => parseChangeset(readFileSync(join(folder, file), 'utf8')));
}

/** One note: the bump of each package, and the words. */
export function parseChangeset(text) {
  const [, front = '', words = ''] = /^---\n(.*?)^---\n(.*)$/ms.exec(text) ?? [];
  const lines = front.matchAll(/^["']?([^"'\n]+?)["']?: *(major|minor|patch) *$/gm);
  return { bumps: Object.fromEntries([...lines].map(([, name, bump]) => [name, bump])), words };
}

/** The breaking changes that no note with a major bump of the package names. */
export function unnamed(changes, notes, name) {
  const majors = notes.filter(({ bumps }) => bumps[name] === 'major');
  const lines = new Set(
    majors.flatMap(({ words }) =>
      words.split('\n').map((line) => line.replace(/^[-*] /, '').trim()),
    ),
  );
  return changes.filter((change) => change.breaking && !lines.has(change.name));
}
