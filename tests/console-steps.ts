import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'vitest';

const run = promisify(execFile);

interface Step {
  command: string;
  output: string;
}

/** The commands of a text's `console` blocks, each with the lines that follow it. */
export function consoleSteps(markdown: string): Step[] {
  const blocks = [...markdown.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, text]) => text);
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

/** Runs them in a folder, against a server instead of localhost:8080, and compares every line. */
export async function expectSteps(steps: Step[], url: string, cwd: string): Promise<void> {
  const mark = '\n--- end of step ---\n';
  const script = steps
    .map(({ command }) => command.replaceAll('localhost:8080', new URL(url).host))
    // The first mail is written within a second, which a person spends reading.
    .map((command) => (command.startsWith('code=') ? `sleep 1\n${command}` : command))
    .map((command) => `${command}printf '${mark.replaceAll('\n', '\\n')}'\n`)
    .join('');
  const { stdout, stderr } = await run('bash', ['-eu', '-c', script], { cwd });
  const outputs = stdout.split(mark).map(abbreviated).slice(0, steps.length);
  expect(stderr).toBe('');
  expect(steps.map(({ command }, i) => ({ command, output: outputs[i] }))).toEqual(
    steps.map(({ command, output }) => ({ command, output: abbreviated(output) })),
  );
}

/** What differs from run to run, in the texts' own abbreviations. */
function abbreviated(text: string): string {
  return text
    .replace(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, 'eyJ…')
    .replace(/ses_[\w.-]+/g, 'ses_…')
    .replace(/usr_\w{26}/g, 'usr_…')
    .replace(/"jti":"[0-9a-f-]{36}"/g, '"jti":"…"')
    .replace(/"(exp|iat)":\d{10}\b/g, '"$1":<time>')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<time>')
    .trim();
}
