// Checks and makes hashes, one after the other, in a thread of its own.
const { execFileSync } = require('node:child_process');
const { readlinkSync } = require('node:fs');
const { getPriority, setPriority } = require('node:os');
const { parentPort, workerData } = require('node:worker_threads');
const { hashSync, verifySync } = require('@node-rs/argon2');

// Those who answer requests come first. Only Linux takes this for the thread, others for the process.
if (process.platform === 'linux') {
  setPriority(0, Math.min(19, getPriority(0) + workerData.nice));
  if (workerData.idle) giveWayAtOnce();
}

/** By SCHED_IDLE, which Node can't ask for: with nice alone others wait for the kernel's next tick. */
function giveWayAtOnce() {
  try {
    const thread = readlinkSync('/proc/thread-self').split('/').pop();
    execFileSync('chrt', ['-i', '-p', '0', thread], {
      env: { PATH: '/usr/bin:/bin' },
      stdio: 'ignore',
      timeout: 1_000,
    });
  } catch {
    // Without util-linux, or where it may not: nice it is.
  }
}

parentPort.on('message', ({ password, stored, parameters }) => {
  try {
    const found =
      stored === undefined ? hashSync(password, parameters) : verifySync(stored, password);
    parentPort.postMessage({ found });
  } catch (cause) {
    parentPort.postMessage({ cause });
  }
});
