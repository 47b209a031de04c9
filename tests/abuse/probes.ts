import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Asks one after the other, and prints what was answered and how long the longest took. */
const program = `
const [url, times] = process.argv.slice(1);
const statuses = [];
let longest = 0;
for (let i = 0; i < Number(times); i++) {
  const began = performance.now();
  const { status } = await fetch(url);
  longest = Math.max(longest, performance.now() - began);
  statuses.push(status);
}
console.log(JSON.stringify({ statuses, longest }));
`;

/** The same from a process of its own, which has nothing else to do. */
export async function probes(
  url: string,
  times: number,
): Promise<{ statuses: number[]; longest: number }> {
  const args = ['--input-type=module', '-e', program, url, String(times)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}
