// npm run test:postgres: what the tests prove of PostgreSQL, its faults and several servers on one.
import './node-version.mjs';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { testFaults } from './faults.mjs';
import { install } from './install.mjs';
import { leave } from './supervise.mjs';
import { pnpm } from './tools.mjs';

await install();
if (!(await build())) leave({ code: 1 });

const run = async (name, ...args) =>
  (await pnpm(['--filter', `@profile/${name}`, ...args])).code === 0;
const vitest = ['exec', 'vitest', 'run'];
/** What to run; each is given how to report. */
const steps = {
  // All of them, since most run on both databases within one file.
  repositories: (report) => run('db', ...vitest, ...report),
  procedures: (report) => run('api', ...vitest, '--project', 'postgres', ...report),
  doors: (report) => run('server', ...vitest, '--project', 'postgres', ...report),
  'doors of three servers, asked in turn': (report) =>
    run('server', 'run', 'test:replicas', ...report),
  'faults and races': testFaults,
};

const folder = mkdtempSync(join(tmpdir(), 'profile-test-postgres-'));
const rows = [];
for (const [name, step] of Object.entries(steps)) {
  const file = join(folder, 'report.json');
  const began = Date.now();
  const ended = await step(['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]);
  const { passed, skipped, total } = counted(file);
  // One that is skipped has proven nothing, nor has a selection that is empty.
  const good = ended && passed > 0 && passed === total;
  const seconds = Math.round((Date.now() - began) / 1000);
  rows.push({ name, good, passed, skipped, total, seconds });
}
rmSync(folder, { recursive: true });

console.log();
for (const { name, good, passed, skipped, total, seconds } of rows) {
  const tests = `${passed} of ${total} tests passed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  console.log(`${good ? '✓' : '✗'} ${name}: ${tests}, ${seconds} s`);
}
const failed = rows.filter(({ good }) => !good).length;
const tests = rows.reduce((sum, { passed }) => sum + passed, 0);
console.log(
  failed > 0
    ? `\n${failed} of ${rows.length} steps failed or skipped tests; see above.`
    : `\nOn PostgreSQL all is well: ${tests} tests passed in ${rows.length} steps.`,
);
leave({ code: failed > 0 ? 1 : 0 });

/** What vitest has reported, if it came to that; taken away, so that no other step can show it. */
function counted(file) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    return {
      passed: report.numPassedTests,
      skipped: report.numPendingTests + report.numTodoTests,
      total: report.numTotalTests,
    };
  } catch {
    return { passed: 0, skipped: 0, total: 0 };
  } finally {
    rmSync(file, { force: true });
  }
}
