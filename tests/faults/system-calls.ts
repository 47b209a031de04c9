import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { missing } from './tool.js';

/** Why no system call of another process can be made to fail here; undefined when it can. */
export const noInjection = await missing('strace', '-f', '-e', 'trace=none', 'true');

/**
 * Makes system calls of a running process fail or kill it, by rules such as `fsync:error=EIO`; what it
 * gives ends that.
 */
export async function inject(pid: number, ...rules: string[]): Promise<() => Promise<void>> {
  const calls = rules.flatMap((rule) => rule.split(':')[0] ?? []);
  const args = ['-f', '-p', String(pid), '-o', '/dev/null', '-e', `trace=${calls}`];
  const tracer = spawn('strace', [...args, ...rules.flatMap((rule) => ['-e', `inject=${rule}`])], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(tracer, 'close');
  let said = '';
  for await (const chunk of tracer.stderr
    .setEncoding('utf8')
    .iterator({ destroyOnReturn: false })) {
    said += chunk;
    if (said.includes('attached')) break;
  }
  tracer.stderr.resume();
  if (!said.includes('attached')) throw new Error(`strace: ${said}`);
  return async () => {
    tracer.kill('SIGINT');
    // One whose process dies just then waits for it for ever.
    const patience = setTimeout(() => tracer.kill('SIGKILL'), 3_000);
    await ended;
    clearTimeout(patience);
  };
}

/** The command that becomes another, with such rules from its beginning. */
export const injecting = (...rules: string[]): string[] => [
  ...['strace', '-D', '-f', '-o', '/dev/null'],
  ...['-e', `trace=${rules.flatMap((rule) => rule.split(':')[0] ?? [])}`],
  ...rules.flatMap((rule) => ['-e', `inject=${rule}`]),
];
