// Lets package.json's scripts say turbo on a machine without pnpm, and without turbo's telemetry.
import './node-version.mjs';
import { install } from './install.mjs';
import { leave } from './supervise.mjs';
import { turbo } from './tools.mjs';

await install();
leave(await turbo(process.argv.slice(2)));
