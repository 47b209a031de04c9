// Runs a bundle as it is run later, and keeps what V8 compiled for that.
const { once } = require('node:events');
const { readFileSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:net');
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const start = require('../bin/start.cjs');

const [name] = process.argv.splice(2, 1);
if (name === 'server') serve();
else {
  const script = start(name);
  process.once('exit', (code) => code === 0 && keep(script));
}

/** What comes after the first answers every start would load in vain. */
async function serve() {
  process.env.PORT = String(await freePort());
  const script = start(name);
  for (const path of ['healthz', 'readyz']) {
    while (!(await fetch(`http://127.0.0.1:${process.env.PORT}/${path}`).catch(() => undefined))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  keep(script);
  process.exit();
}

function keep(script) {
  // As it is when a start begins: the server itself changes it, and V8 takes nothing from under other flags.
  setFlagsFromString('--semi-space-growth-factor=2');
  setFlagsFromString('--parallel-scavenge');
  const file = join(__dirname, '../dist', `${name}.cjs`);
  const hash = readFileSync(file, 'latin1').slice(2, 66);
  writeFileSync(`${file}.cache`, Buffer.concat([Buffer.from(hash), script.createCachedData()]));
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}
