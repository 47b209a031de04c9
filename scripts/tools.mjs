// Runs pnpm and turbo at their pinned versions on a machine that has neither, only npm.
import { spawn, spawnSync } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { leave, supervise } from './supervise.mjs';
import { pinnedPnpm, root } from './workspace.mjs';

const turboPath = join(root, 'node_modules/.bin/turbo');

/** Stopped with its whole process group, or a compiler would go on alone. */
export const pnpm = (args) => run('pnpm', args, (child) => process.kill(-child.pid, 'SIGTERM'));

/** Stopped with one signal to it alone: it kills its tasks at a second, and ignores a lone SIGINT. */
export const turbo = (args) => run(turboPath, args, (child) => child.kill('SIGTERM'));

async function run(command, args, stop) {
  // NODE_ENV=production would leave the tools that build uninstalled; it is meant for the server.
  const { NODE_ENV, ...env } = process.env;
  // Also for turbo, which looks for pnpm there.
  env.PATH = pnpmFolder() + delimiter + env.PATH;
  env.TURBO_TELEMETRY_DISABLED = '1';
  const stdio = ['ignore', 'inherit', 'inherit'];
  const child = spawn(command, args, { cwd: root, env, stdio, detached: true });
  const end = await supervise(child, () => stop(child)).catch((error) => {
    console.error(
      `\n${command} could not be run (${error.code}). Delete node_modules and try again.`,
    );
    leave({ code: 1 });
  });
  if (end.passedOn) leave({ signal: end.passedOn });
  return end;
}

/** Asked of npx once, because a command that npx itself runs is lost when npx is told to stop. */
function pnpmFolder() {
  const quietly = ['--yes', '--prefer-offline', '--loglevel=error'];
  const args = [...quietly, `--package=${pinnedPnpm}`, '-c', 'command -v pnpm'];
  const { status, stdout } = spawnSync('npx', args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status === 0) return dirname(stdout.trim());
  console.error(`
npx, which comes with npm, could not fetch ${pinnedPnpm}; the lines above say why.
It comes from the npm registry: check the network or proxy, then try again.`);
  leave({ code: 1 });
}
