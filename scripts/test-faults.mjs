// npm run test:faults: what breaks under load, what it costs, and races of two servers, as tables, which
// it also writes into docs/guides/faults.md.
import './node-version.mjs';
import { build } from './build.mjs';
import { measureFaults } from './faults.mjs';
import { writeGuide } from './guide.mjs';
import { install } from './install.mjs';
import { leave } from './supervise.mjs';

await install();
if (!(await build())) leave({ code: 1 });
const measured = await measureFaults();
if (measured.good) writeGuide(measured);
leave({ code: measured.good ? 0 : 1 });
