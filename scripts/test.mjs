// npm test: installs what is missing, builds (turbo.json has every test wait for that) and runs every
// test. Arguments go to turbo, and those after a further -- to vitest.
import './node-version.mjs';
import { install } from './install.mjs';
import { leave } from './supervise.mjs';
import { turbo } from './tools.mjs';

const args = process.argv.slice(2);
const has = (flag) => args.some((arg) => arg.startsWith(flag));

const flags = [];
// One failing package must not hide another's failures.
if (!has('--continue')) flags.push('--continue=dependencies-successful');
// More test runs than cores at once would make slow machines fail on time.
if (!has('--concurrency')) flags.push('--concurrency=100%');

await install();
leave(await turbo(['run', 'test', ...flags, ...args]));
