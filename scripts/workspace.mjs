// Where things lie in this repository, read from the files that pnpm itself goes by.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const read = (path) => readFileSync(join(root, path), 'utf8');

/** The one version of pnpm this repository is worked with, such as pnpm@10.34.9. */
export const pinnedPnpm = JSON.parse(read('package.json')).packageManager.split('+')[0];

/** The folders of all packages, relative to the root. */
export function packageFolders() {
  const [, list] = /^packages:\n((?:[ \t]+- .*\n)+)/m.exec(read('pnpm-workspace.yaml'));
  return [...list.matchAll(/- ['"]?([^'"\n]+?)['"]?$/gm)]
    .flatMap(([, pattern]) => (pattern.endsWith('/*') ? children(pattern.slice(0, -2)) : [pattern]))
    .filter((folder) => existsSync(join(root, folder, 'package.json')));
}

function children(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
}
