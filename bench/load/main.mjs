// The load, as a process of its own: waits for orders, and answers each with what it saw.
import { repeat } from './connection.mjs';
import { toBytes } from './requests.mjs';

/** More than a slot can have; kept, so that nothing is allocated while time counts. */
const times = new Float64Array(4_000_000);

async function press({ port, requests, seconds }) {
  const lists = requests.map((list) => list.map(toBytes));
  let count = 0;
  const from = performance.now();
  const end = from + seconds * 1000;
  const onAnswer = (status, ms) => {
    if (status !== 200) throw new Error(`A request was answered with ${status}`);
    if (performance.now() >= end) return false;
    times[count++] = ms;
    return true;
  };
  await Promise.all(lists.map((list) => repeat({ port, requests: list, onAnswer })));
  const sorted = times.subarray(0, count).sort();
  const at = (share) => sorted[Math.min(count - 1, Math.floor(count * share))];
  return { rate: count / seconds, count, p50: at(0.5), p99: at(0.99) };
}

// What an answer's reader throws is nobody's promise.
process.on('uncaughtException', ({ message }) => process.send({ fault: message }));
process.on('disconnect', () => process.exit());
process.on('message', async (order) => {
  try {
    process.send(await press(order));
  } catch ({ message }) {
    process.send({ fault: message });
  }
});
