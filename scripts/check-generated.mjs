// Generates everything again and fails when that changes a file: what is committed must be current.
import './node-version.mjs';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { leave } from './supervise.mjs';
import { turbo } from './tools.mjs';
import { root } from './workspace.mjs';

const streams = { stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 28 };
const before = uncommitted();
const { code } = await turbo(['run', 'generate']);
if (code !== 0) leave({ code: 1 });
const after = uncommitted();

const changed = [...new Set([...before.keys(), ...after.keys()])]
  .filter((path) => before.get(path) !== after.get(path))
  .sort();

if (changed.length > 0) {
  console.error('\nThese generated files were not current:');
  for (const path of changed) console.error(`  ${path}`);
  console.error('They are now; look at the change and commit it.');
  leave({ code: 1 });
}
console.error('\nAll generated files are current.');

/** What git calls changed or new, each with its content, so that work lying about doesn't count. */
function uncommitted() {
  const paths = git(['status', '--porcelain', '-z', '--no-renames', '--untracked-files=all'])
    .split('\0')
    .filter(Boolean)
    .map((line) => line.slice(3));
  return new Map(paths.map((path) => [path, content(join(root, path))]));
}

function git(args) {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8', ...streams });
  if (status === 0) return stdout;
  console.error('Only in a git checkout can generated files be compared with what is committed.');
  leave({ code: 1 });
}

function content(file) {
  if (!existsSync(file)) return 'absent';
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
