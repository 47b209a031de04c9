import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Asks on a new connection each time, as probes do, and prints how long the longest answer took. */
const program = `
import { once } from 'node:events';
import { get } from 'node:http';
const [url, times] = process.argv.slice(1);
const ask = async () => {
  const [response] = await once(get(url, { agent: false }), 'response');
  response.resume();
  await once(response, 'end');
  return response.statusCode;
};
// Its own modules are loaded by the first.
await ask();
const statuses = [];
let longest = 0;
for (let i = 0; i < Number(times); i++) {
  const began = performance.now();
  statuses.push(await ask());
  longest = Math.max(longest, performance.now() - began);
}
console.log(JSON.stringify({ statuses, longest }));
`;

/** The same, from a process of its own, which has nothing else to do. */
export async function probes(
  url: string,
  times: number,
): Promise<{ statuses: number[]; longest: number }> {
  const args = ['--input-type=module', '-e', program, url, String(times)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}
