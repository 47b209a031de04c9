import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createReader } from './load/answers.mjs';
import { toBytes } from './load/requests.mjs';

/** Requests a second. Without a pause one reader alone would take a core, and nothing be left to hash with. */
export const pace = 100;

/**
 * How long somebody waits who asks so often a second, some requests in turn, in milliseconds. Over a bare
 * connection: what the reader takes of the cores is missing for hashing, and should be little.
 */
export async function read(port, requests, seconds, perSecond = pace) {
  const all = requests.map((request) => toBytes(request).bytes);
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  let answered = () => {};
  let gone = false;
  const onBytes = createReader(({ status }) => answered(status));
  socket.on('data', onBytes).on('error', () => {});
  socket.on('close', () => {
    gone = true;
    answered('nothing');
  });
  const times = [];
  try {
    const start = performance.now();
    for (let i = 0; i < seconds * perSecond; i++) {
      // By the clock, so that whoever had to wait long asks at once again.
      const due = start + (i * 1000) / perSecond;
      const late = due <= performance.now();
      if (!late) await delay(due - performance.now());
      // Who could not even ask in time has waited since then.
      const from = late ? due : performance.now();
      const status = await new Promise((resolve) => {
        if (gone) return resolve('nothing');
        answered = resolve;
        socket.write(all[i % all.length]);
      });
      if (status !== 200) throw new Error(`${requests[0].path} answered ${status}`);
      times.push(performance.now() - from);
    }
  } finally {
    socket.destroy();
  }
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.floor(times.length * share)];
  return { p50: at(0.5), p99: at(0.99) };
}
