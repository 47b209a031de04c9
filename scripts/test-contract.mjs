// npm run test:contract: the tests that hold the server against its contract, and what they counted.
import './node-version.mjs';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { install } from './install.mjs';
import { leave } from './supervise.mjs';
import { pnpm } from './tools.mjs';

await install();
if (!(await build())) leave({ code: 1 });

const folder = mkdtempSync(join(tmpdir(), 'profile-contract-'));
const report = join(folder, 'figures');
// The tests append to it what they did, each [figure, count] on a line.
process.env.CONTRACT_REPORT = report;

const test = (name) => ['--filter', `@profile/${name}`, 'run', 'test'];
const steps = [
  test('conformance'),
  test('server'),
  ['--filter', '@profile/tests', 'exec', 'vitest', 'run', 'contract/'],
  test('clients'),
  ['exec', 'node', 'scripts/check-contract.mjs'],
];
let failed = 0;
for (const step of steps) failed += (await pnpm(step)).code === 0 ? 0 : 1;

const figures = {};
for (const line of existsSync(report) ? readFileSync(report, 'utf8').split('\n') : []) {
  if (line === '') continue;
  const [figure, by] = JSON.parse(line);
  figures[figure] = (figures[figure] ?? 0) + by;
}
rmSync(folder, { recursive: true });

const of = (figure) => figures[figure] ?? 0;
const rows = [
  ['recorded cases passed', 'of', 'recorded cases'],
  ['cases compared across doors'],
  ['documented failures provoked', 'of', 'documented failures'],
  ['responses validated'],
  ['property requests sent', 'with the seed', 'property seed'],
  ['generators compiled'],
];
console.log();
for (const [figure, word, other] of rows) {
  const more = other ? ` ${word} ${of(other)}` : '';
  console.log(`${figure.padEnd(30)}${String(of(figure)).padStart(6)}${more}`);
}

// A proof that silently didn't run must not look like one that passed.
const absent = rows.filter(([figure]) => of(figure) === 0).map(([figure]) => figure);
if (absent.length > 0) console.error(`\nNothing was counted of: ${absent.join(', ')}.`);
if (failed > 0) console.error(`\n${failed} of ${steps.length} steps failed; see above.`);
leave({ code: failed > 0 || absent.length > 0 ? 1 : 0 });
