import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../bin/server.cjs', import.meta.url));

/** The built server as a process, ready; all the settings that it gets are these. */
export async function startServerProcess(env: Record<string, string>) {
  // It stops when its channel closes, so that a test run that is killed leaves none behind.
  const child = spawn(process.execPath, [main], {
    env: { PORT: '0', PUBLIC_URL: 'http://localhost:8080', LIMITS: 'off', ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  while (!output.includes('Profile is ready')) {
    if (child.exitCode !== null) throw new Error(`The server ended: ${output}`);
    await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'close')]);
  }
  return {
    url: /REST +(\S+)\/api\/v1\n/.exec(output)?.[1] ?? '',
    async kill(signal: 'SIGKILL' | 'SIGTERM') {
      child.kill(signal);
      if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
    },
  };
}
