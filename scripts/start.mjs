// npm start: installs and builds what is missing, then serves.
import './node-version.mjs';
import { build } from './build.mjs';
import { install } from './install.mjs';
import { serve } from './serve.mjs';
import { leave, supervise } from './supervise.mjs';

await install();
if (!(await build())) leave({ code: 1 });
console.error('Starting …');
leave(await supervise(serve()));
