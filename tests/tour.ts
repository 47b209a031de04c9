import { execFile } from 'node:child_process';
import { mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import type { TestServer } from './server.js';

const run = promisify(execFile);
const modules = fileURLToPath(new URL('../apps/server/node_modules', import.meta.url));
/** Where the texts say that the server is. */
const written = 'localhost:8080';

interface Step {
  command: string;
  output: string;
}

/** The commands of the `console` blocks of a text, each with the lines that follow it. */
function stepsOf(text: string): Step[] {
  const blocks = [...text.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, block]) => block);
  return blocks.flatMap((block = '') =>
    block
      .split(/^\$ /m)
      .filter(Boolean)
      .map((step) => {
        const [, command = '', output = ''] = /^((?:.*\\\n)*.*\n)([\s\S]*)$/.exec(step) ?? [];
        return { command, output };
      }),
  );
}

/** What differs from run to run, in the texts' own abbreviations. */
function abbreviated(text: string): string {
  return text
    .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, 'eyJ…')
    .replace(/ses_[\w.-]+/g, 'ses_…')
    .replace(/usr_\w{26}/g, 'usr_…')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<time>')
    .replace(/\b(iat|exp)("?: ?)\d{10}/g, '$1$2<time>')
    .replace(/\bjti("?: ?)(['"])[0-9a-f-]{36}\2/g, 'jti$1<uuid>')
    .trim();
}

/** Runs every command of a text in one shell, in a folder of its own; gives what was said and what came. */
export async function walk(text: string, server: TestServer) {
  const host = new URL(server.url).host;
  const folder = await mkdtemp(join(server.dir, 'clone-'));
  await symlink(server.dir, join(folder, 'data'));
  await symlink(modules, join(folder, 'node_modules'));
  for (const [, name = '', script = ''] of text.matchAll(
    /`(\w+\.mjs)`:\n\n```js\n([\s\S]*?)^```/gm,
  )) {
    await writeFile(join(folder, name), script.replaceAll(written, host));
  }
  const steps = stepsOf(text);
  const mark = '\n--- end of step ---\n';
  const script = steps
    .map(({ command }) => command.replaceAll(written, host))
    // The first mail is written within a second, which a person spends reading.
    .map((command) => (command.startsWith('code=') ? `sleep 1\n${command}` : command))
    .map((command) => `${command}printf '${mark.replaceAll('\n', '\\n')}'\n`)
    .join('');
  const { stdout, stderr } = await run('bash', ['-eu', '-c', script], { cwd: folder });
  expect(stderr).toBe('');
  const outputs = stdout.split(mark).map((output) => abbreviated(output.replaceAll(host, written)));
  return {
    said: steps.map(({ command, output }) => ({ command, output: abbreviated(output) })),
    came: steps.map(({ command }, i) => ({ command, output: outputs[i] })),
  };
}
