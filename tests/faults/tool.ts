import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { report } from './report.js';

export const execute = promisify(execFile);

/** Why a command that needs a tool, or rights, can't be run here; undefined when it can. */
export async function missing(tool: string, ...args: string[]): Promise<string | undefined> {
  try {
    await execute(tool, args);
    return undefined;
  } catch (error) {
    const { code, stderr = '' } = error as { code?: string | number; stderr?: string };
    if (code === 'ENOENT') return `there is no ${tool} (apt-get install ${packages[tool]})`;
    return `${tool} fails: ${stderr.trim().split('\n').at(-1)}`;
  }
}

const packages: Record<string, string> = {
  strace: 'strace',
  mount: 'mount',
  faketime: 'faketime',
  prlimit: 'util-linux',
};

/** A title that says why a group of tests is skipped; the default reporter names no skipped one. */
export function titled(title: string, why: string | undefined): string {
  if (!why) return title;
  const text = `${title}: skipped, since ${why}`;
  console.warn(text);
  report('skipped', { test: text });
  return text;
}
