import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** Megabytes of each half of the space, in a process where each object is waited for by somebody for a while. */
async function halfUnderLoad(prepare: string): Promise<number> {
  const code = `
    import { getHeapSpaceStatistics } from 'node:v8';
    import { setImmediate as turn } from 'node:timers/promises';
    import { boundNewSpace } from '${new URL('../dist/new-space.js', import.meta.url)}';
    ${prepare}
    const waiting = [];
    for (const end = performance.now() + 1_500; performance.now() < end; await turn()) {
      for (let i = 0; i < 500; i++) waiting[i] = { text: 'x'.repeat(i), more: Array(50).fill(i) };
    }
    const { space_used_size: used, space_available_size: free } = getHeapSpaceStatistics().find(
      ({ space_name: name }) => name === 'new_space',
    );
    console.log((used + free) / 1024 / 1024);`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    code,
  ]);
  return Number(stdout);
}

it("V8's space for new objects stops growing at four megabytes", async () => {
  const [free, bound] = await Promise.all([halfUnderLoad(''), halfUnderLoad('boundNewSpace();')]);
  expect(free).toBeGreaterThan(8);
  // While a collection is due, it may have doubled before it was looked at.
  expect(bound).toBeLessThan(free);
  expect(bound).toBeLessThan(8);
});
