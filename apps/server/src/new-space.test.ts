import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** Megabytes of each half of the space, in a process where each object is waited for by somebody for a while. */
async function halfUnderLoad(prepare: string): Promise<number> {
  const code = `
    import { getHeapSpaceStatistics } from 'node:v8';
    import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
    import { boundNewSpace } from '${new URL('../dist/new-space.js', import.meta.url)}';
    ${prepare}
    const waiting = [];
    await sleep(300);
    for (const end = performance.now() + 3_000; performance.now() < end; await turn()) {
      for (let i = 0; i < 50; i++) waiting[i] = { text: 'x'.repeat(i), more: Array(50).fill(i) };
      for (let i = 0; i < 500; i++) ({ text: 'x'.repeat(i), more: Array(50).fill(i) });
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
  // In bad luck it has doubled once more before it was looked at.
  expect(bound).toBeLessThanOrEqual(8);
});
