// Builds the apps, the SDK for the examples, and all they stand on; doesn't even start turbo when no
// file has moved.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { turbo } from './tools.mjs';
import { packageFolders, root } from './workspace.mjs';

const stamp = join(root, 'node_modules/.profile-build');
const notSources = new Set(['node_modules', 'dist', '.turbo', 'coverage']);

/** Resolves to whether there is a current build. */
export async function build() {
  const before = sources();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === before + outputs()) return true;

  console.error('Building …');
  rmSync(stamp, { force: true });
  const { code } = await turbo([
    'run',
    'build',
    '--filter=./apps/*...',
    '--filter=@profile/sdk...',
  ]);
  if (code !== 0) {
    console.error('\nBuilding failed; the lines above say where. Mend that and try again.');
    return false;
  }
  // The sources are those from before, so an edit made meanwhile is built next time.
  writeFileSync(stamp, before + outputs());
  return true;
}

/** Changes when a file that could matter to the build is touched. */
export function sources() {
  const files = ['pnpm-lock.yaml', 'package.json', 'tsconfig.base.json', 'turbo.json'];
  for (const folder of built()) files.push(...filesBelow(folder, notSources));
  return fingerprint(files);
}

/** Changes when something else builds, or a build is deleted. */
function outputs() {
  return fingerprint(built().flatMap((folder) => filesBelow(`${folder}/dist`)));
}

function built() {
  return packageFolders().filter((folder) => /^(apps|packages)\//.test(folder));
}

function filesBelow(folder, left = new Set()) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !left.has(entry.name))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(path, left) : [path];
    });
}

/** Sizes and times instead of contents: a false alarm costs one cached turbo run. */
function fingerprint(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const { size, mtimeMs } = statSync(join(root, file), { throwIfNoEntry: false }) ?? {};
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return `${hash.digest('hex')}\n`;
}
