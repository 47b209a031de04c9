// npm run test:abuse: what is asked of a server to wear it down, and what that costs, as a table, which
// it also writes into docs/guides/faults.md.
import './node-version.mjs';
import { build } from './build.mjs';
import { writeGuide } from './guide.mjs';
import { install } from './install.mjs';
import { measure } from './measured.mjs';
import { leave } from './supervise.mjs';

await install();
if (!(await build())) leave({ code: 1 });
const measured = await measure('abuse', ['abuse']);
if (measured.good) writeGuide(measured);
leave({ code: measured.good ? 0 : 1 });
