import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** Megabytes of each half of the space when it has become large, and after much that survives for a while. */
async function halves(prepare: string): Promise<[number, number]> {
  const code = `
    import { getHeapSpaceStatistics } from 'node:v8';
    import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
    import { boundNewSpace } from '${new URL('../dist/new-space.js', import.meta.url)}';
    ${prepare}
    const waiting = [];
    const half = () => {
      const space = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
      return (space.space_used_size + space.space_available_size) / 1024 / 1024;
    };
    async function work() {
      for (let i = 0; i < 500; i++) waiting[i] = { text: 'x'.repeat(i), more: Array(50).fill(i) };
      await turn();
    }
    while (half() < 3.6) await work();
    // Long enough to be looked at.
    await sleep(500);
    const before = half();
    for (let i = 0; i < 3_000; i++) await work();
    console.log(JSON.stringify([before, half()]));`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    code,
  ]);
  return JSON.parse(stdout);
}

it("V8's space for new objects grows no more once it is large enough", async () => {
  const [free, bound] = await Promise.all([halves(''), halves('boundNewSpace();')]);
  expect(free[1]).toBeGreaterThan(free[0] * 1.5);
  expect(bound[1]).toBeLessThan(bound[0] * 1.1);
});
