import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const packageRoot = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs a module's text in a process of its own, with `process.argv` from 1 on. It is in this
 * package's folder, where `./dist/index.js` is what was built of the code under test.
 */
export function startProcess(code: string, ...args: string[]) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, ...args], {
    cwd: packageRoot,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const kill = async () => {
    child.kill('SIGKILL');
    await exit;
  };
  onTestFinished(kill);
  return {
    kill,
    say: (line: string): void => void child.stdin.write(`${line}\n`),
    /** The next line that it says; undefined when it has said its last. */
    async line(): Promise<string | undefined> {
      const { value, done } = await lines.next();
      return done ? undefined : value;
    },
  };
}
