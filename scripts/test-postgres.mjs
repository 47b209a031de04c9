// npm run test:postgres: what the tests prove of PostgreSQL, its faults and several servers on one.
import './node-version.mjs';
import { build } from './build.mjs';
import { testFaults } from './faults.mjs';
import { install } from './install.mjs';
import { leave } from './supervise.mjs';
import { pnpm } from './tools.mjs';

await install();
if (!(await build())) leave({ code: 1 });

const vitest = (name, ...args) => [
  ...['--filter', `@profile/${name}`, 'exec', 'vitest', 'run', ...args],
];
const steps = [
  // Its tests name their database, since most run on both within one file.
  vitest('db', '-t', 'PostgreSQL|postgres'),
  vitest('api', '--project', 'postgres'),
  vitest('server', '--project', 'postgres'),
  // Three on one database, asked in turn.
  ['--filter', '@profile/server', 'run', 'test:replicas'],
];
let failed = 0;
for (const step of steps) failed += (await pnpm(step)).code === 0 ? 0 : 1;
if (!(await testFaults())) failed++;
if (failed > 0) console.error(`\n${failed} of ${steps.length + 1} steps failed; see above.`);
leave({ code: failed > 0 ? 1 : 0 });
