// Runs a bundle as it is run later, and keeps what V8 compiled for that.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const start = require('../bin/start.cjs');

const [name] = process.argv.splice(2, 1);
const file = join(__dirname, '../dist', `${name}.cjs`);
const script = start(name);
process.once('exit', (code) => {
  if (code !== 0) return;
  const hash = readFileSync(file, 'latin1').slice(2, 66);
  writeFileSync(`${file}.cache`, Buffer.concat([Buffer.from(hash), script.createCachedData()]));
});
// Time for a first look around, such as that of the worker for mail.
if (name === 'server') setTimeout(() => process.kill(process.pid, 'SIGTERM'), 1_000);
