// Installs what is missing, and nothing when the last installation still fits.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { leave } from './supervise.mjs';
import { pnpm } from './tools.mjs';
import { packageFolders, pinnedPnpm, root } from './workspace.mjs';

const stamp = join(root, 'node_modules/.profile-install');

export async function install() {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state()) return;

  const first = !existsSync(join(root, 'node_modules'));
  console.error(first ? 'Installing (first time: a few minutes) …' : 'Installing what changed …');
  rmSync(stamp, { force: true });
  await step(['install', '--frozen-lockfile', '--config.confirmModulesPurge=false']);
  // pnpm calls an installation current that was compiled for another Node.
  if (!compiledForThisNode()) await step(['rebuild', '--recursive']);
  writeFileSync(stamp, state());
}

async function step(args) {
  const { code } = await pnpm(args);
  if (code === 0) return;
  console.error(`
Installing failed (pnpm ${args[0]}); the lines above say why. The usual reasons:
- no network: packages come from the npm registry, through your proxy if you have one;
- no compiler: without a prebuilt better-sqlite3 it takes Python 3, make and a C++ compiler;
- an edited package.json: then run "npx ${pinnedPnpm} install" to renew the lockfile.
Then try again.`);
  leave({ code: 1 });
}

function compiledForThisNode() {
  try {
    const Database = createRequire(join(root, 'packages/db/package.json'))('better-sqlite3');
    new Database(':memory:').close();
    return true;
  } catch {
    return false;
  }
}

/** What was asked for, which Node it was compiled for, and where there is something to show for it. */
function state() {
  const folders = packageFolders();
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'];
  const hash = createHash('sha256');
  for (const file of [...files, ...folders.map((folder) => `${folder}/package.json`)])
    hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  const linked = folders.filter((folder) => existsSync(join(root, folder, 'node_modules')));
  const runtime = `${process.version} ${process.platform} ${process.arch}`;
  return `${runtime}\n${hash.digest('hex')}\n${linked.join(' ')}\n`;
}
