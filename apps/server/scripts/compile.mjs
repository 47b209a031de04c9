// Has V8 compile what each bundle needs at its start, which would be half of what a start takes.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const warm = fileURLToPath(new URL('warm.cjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'profile-compile-'));
const env = {
  PATH: process.env.PATH,
  DATABASE_URL: `file:${folder}/profile.db`,
  MAIL_URL: `file:${folder}/outbox`,
  SECRET: 'of a database that is deleted at once',
};
for (const args of [['server'], ['profile', 'keys', 'list']]) {
  const { status, stderr } = spawnSync(process.execPath, [warm, ...args], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 60_000,
  });
  // Such as in a build without native packages; starts are slower then, and nothing else.
  if (status !== 0) console.warn(`${args[0]} was not compiled ahead: ${stderr.trim()}`);
}
rmSync(folder, { recursive: true });
