// The contenders' rows, one after the other, again and again: what disturbs the machine for a while
// disturbs all of them alike.
import { memoryOf } from './processes.mjs';
import { family, processorTime } from './scaling/processor.mjs';

/** Requests that a server has answered before anything counts: its code is compiled by then. */
const warming = 20_000;

/** How much of a slot goes before it and doesn't count. */
const awakening = 0.4;

async function warm({ port, requests }, load) {
  let sent = 0;
  // Who is slow has done enough by then.
  for (let second = 0; second < 8 && sent < warming; second++) {
    sent += (await load.press(port, requests, 1)).count;
  }
}

/** A slot with answers in it: a machine that stands still for a moment tells nothing of a server. */
async function answered(load, { port, requests, title }, seconds) {
  for (let time = 0; time < 3; time++) {
    const result = await load.press(port, requests, seconds);
    if (result.count > 0) return result;
  }
  throw new Error(`${title}: nobody was answered`);
}

/** A slot of every row; gives for each what it saw, a slot a round. */
export async function measure(rows, load, { rounds, seconds }) {
  console.error('Warming up …');
  for (const row of rows) await warm(row, load);
  const slots = new Map(rows.map((row) => [row, []]));
  for (let round = 0; round < rounds; round++) {
    console.error(`Round ${round + 1} of ${rounds} …`);
    // Forth and back, so that nobody always comes after the same one.
    const turns = round % 2 === 0 ? rows : rows.toReversed();
    for (const row of turns) {
      // Whoever was idle for half a minute is not what it is under load: V8 has thrown code away meanwhile.
      await load.press(row.port, row.requests, seconds * awakening);
      const processes = family(row.pid);
      const before = [processes, [load.pid]].map(processorTime);
      const result = await answered(load, row, seconds);
      const [used, loading] = [processes, [load.pid]].map(
        (pids, i) => processorTime(pids) - before[i],
      );
      slots.get(row).push({
        ...result,
        used: used / result.count,
        // Of the largest of its processes, since they share some.
        memory: Math.max(...processes.map(memoryOf)),
        load: loading / result.count,
      });
    }
  }
  return rows.map((row) => ({ ...row, slots: slots.get(row) }));
}
