import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';

const built = new URL('../dist/log-stream.js', import.meta.url);

/** Runs a script that has the stream, in a process of its own. */
function run(script: string) {
  const code = `import { logStream } from '${built}';
    const { setTimeout: delay } = await import('node:timers/promises');
    ${script}`;
  return spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

const numbered = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}\n`).join('');

it.each([
  ['drained', 'await logStream.drain(); process.exit();'],
  ['left to itself', 'await delay(500); process.exit();'],
])('every line is written once and in its order, when it is %s', async (_, end) => {
  const child = run(`for (let i = 0; i < 50_000; i++) logStream.write(\`line \${i}\\n\`); ${end}`);
  expect(await text(child.stdout)).toBe(numbered(50_000));
});

it('what was written just before the end is not lost', async () => {
  const child = run("logStream.write('line 0\\n'); process.exit();");
  expect(await text(child.stdout)).toBe(numbered(1));
});

it('a reader that leaves is no reason to stop', async () => {
  const child = run(`
    for (let i = 0; i < 20; i++) {
      logStream.write('x'.repeat(100_000));
      await delay(20);
    }
    await logStream.drain();
    process.exit(7);
  `);
  child.stdout.destroy();
  expect((await once(child, 'exit'))[0]).toBe(7);
});

it('a reader who does not read costs no more than its bound in memory', async () => {
  const child = run(`
    for (let i = 0; i < 2_000; i++) logStream.write('x'.repeat(100_000));
    await delay(100);
    process.exit(process.memoryUsage.rss() < 150_000_000 ? 7 : 1);
  `);
  child.stdout.pause();
  const exited = once(child, 'exit');
  setTimeout(() => child.stdout.resume(), 2_000);
  expect((await exited)[0]).toBe(7);
});
