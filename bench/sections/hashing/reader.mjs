import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** Requests a second. Without a pause one reader alone would take a core, and nothing be left to hash with. */
export const pace = 100;

/** How long somebody waits who asks `pace` times a second, in milliseconds. */
export async function read(port, { path, headers }, seconds) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times = [];
  const start = performance.now();
  for (let i = 0; i < seconds * pace; i++) {
    // By the clock, so that whoever had to wait long asks at once again.
    const due = start + (i * 1000) / pace;
    if (due > performance.now()) await delay(due - performance.now());
    const from = performance.now();
    const sent = request({ port, path, headers, agent }).end();
    const [answer] = await once(sent, 'response');
    if (answer.statusCode !== 200) throw new Error(`${path} answered ${answer.statusCode}`);
    answer.resume();
    await once(answer, 'end');
    times.push(performance.now() - from);
  }
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.floor(times.length * share)];
  return { p50: at(0.5), p99: at(0.99) };
}
