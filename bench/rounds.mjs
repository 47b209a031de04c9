// The contenders' rows, one after the other, again and again: what disturbs the machine for a while
// disturbs all of them alike.
import { memoryOf } from './processes.mjs';
import { family, processorTime } from './scaling/processor.mjs';

/** A slot of every row; gives for each what it saw, a slot a round. */
export async function measure(rows, load, { rounds, seconds }) {
  for (const { port, requests } of rows) await load.press(port, requests, Math.max(1, seconds));
  const slots = new Map(rows.map((row) => [row, []]));
  for (let round = 0; round < rounds; round++) {
    // Forth and back, so that nobody always comes after the same one.
    const turns = round % 2 === 0 ? rows : rows.toReversed();
    for (const row of turns) {
      const { port, requests, pid } = row;
      const before = processorTime(family(pid));
      const result = await load.press(port, requests, seconds);
      const used = processorTime(family(pid)) - before;
      slots.get(row).push({ ...result, used: used / result.count, memory: memoryOf(pid) });
    }
  }
  return rows.map((row) => ({ ...row, slots: slots.get(row) }));
}
