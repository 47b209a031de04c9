import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

const start = fileURLToPath(new URL('../bin/start.cjs', import.meta.url));

it('V8 takes what it compiled of the server when that was built', () => {
  // Caught: a flag that the server sets for itself was in force when the cache was written, so V8 refused it.
  const folder = mkdtempSync(join(tmpdir(), 'profile-cache-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const code = `const { cachedDataRejected } = require(${JSON.stringify(start)})('server');
    process.exit(cachedDataRejected === false ? 7 : 1);`;
  const env = { DATABASE_URL: `file:${folder}/profile.db`, PORT: '0', SECRET: 'x'.repeat(40) };
  expect(spawnSync(process.execPath, ['-e', code], { env }).status).toBe(7);
});
