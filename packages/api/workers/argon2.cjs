// Checks and makes hashes, one after the other, in a thread of its own.
const { getPriority, setPriority } = require('node:os');
const { parentPort, workerData } = require('node:worker_threads');
const { hashSync, verifySync } = require('@node-rs/argon2');

// Those who answer requests come first. Only Linux takes this for the thread, others for the process.
if (process.platform === 'linux') setPriority(0, Math.min(19, getPriority(0) + workerData.nice));

parentPort.on('message', ({ password, stored, parameters }) => {
  try {
    const found =
      stored === undefined ? hashSync(password, parameters) : verifySync(stored, password);
    parentPort.postMessage({ found });
  } catch (cause) {
    parentPort.postMessage({ cause });
  }
});
