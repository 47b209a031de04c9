import { execFile } from 'node:child_process';
import { mkdtemp, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startServer, type TestServer } from './server.js';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const run = promisify(execFile);

interface Step {
  command: string;
  output: string;
}

/** The commands of the tour's `console` blocks, each with the lines that follow it. */
function tour(): Step[] {
  const section = readme.split(/^## /m).find((text) => text.startsWith('A five-minute tour')) ?? '';
  const blocks = [...section.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, text]) => text);
  return blocks.flatMap((block = '') =>
    block
      .split(/^\$ /m)
      .filter(Boolean)
      .map((text) => {
        const [, command = '', output = ''] = /^((?:.*\\\n)*.*\n)([\s\S]*)$/.exec(text) ?? [];
        return { command, output };
      }),
  );
}

/** What differs from run to run, in the README's own abbreviations. */
function abbreviated(text: string): string {
  return text
    .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, 'eyJ…')
    .replace(/ses_[\w.-]+/g, 'ses_…')
    .replace(/usr_\w{26}/g, 'usr_…')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<time>')
    .trim();
}

let server: TestServer;
let folder: string;
beforeAll(async () => {
  server = await startServer();
  folder = await mkdtemp(join(server.dir, 'clone-'));
  await symlink(server.dir, join(folder, 'data'));
});
afterAll(() => server.stop());

it('does, line by line, what the README says', async () => {
  const steps = tour();
  expect(steps.length).toBeGreaterThan(10);
  const mark = '\n--- end of step ---\n';
  const script = steps
    .map(({ command }) => command.replaceAll('localhost:8080', new URL(server.url).host))
    // The first mail is written within a second, which a person spends reading.
    .map((command) => (command.startsWith('code=') ? `sleep 1\n${command}` : command))
    .map((command) => `${command}printf '${mark.replaceAll('\n', '\\n')}'\n`)
    .join('');
  const { stdout, stderr } = await run('bash', ['-eu', '-c', script], { cwd: folder });
  const outputs = stdout.split(mark).map(abbreviated).slice(0, steps.length);
  expect(stderr).toBe('');
  expect(steps.map(({ command }, i) => ({ command, output: outputs[i] }))).toEqual(
    steps.map(({ command, output }) => ({ command, output: abbreviated(output) })),
  );
});
