// npm run test:faults: what breaks under load, what it costs, and races of two servers, as tables.
import './node-version.mjs';
import { build } from './build.mjs';
import { testFaults } from './faults.mjs';
import { install } from './install.mjs';
import { leave } from './supervise.mjs';

await install();
if (!(await build())) leave({ code: 1 });
leave({ code: (await testFaults()) ? 0 : 1 });
