import { get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { startConstant } from '../contenders/constant.mjs';
import { copyOf, startProfile } from '../contenders/profile.mjs';
import { atMost } from '../goals.mjs';
import { cpus, freePort } from '../processes.mjs';
import { median } from '../scaling/figures.mjs';
import { table } from '../table.mjs';

const times = 25;

/** From nothing to the first answer, with the database there and the disk's cache warm. */
export async function start({ root, database }) {
  const DATABASE_URL = `file:${copyOf(database, root, 'start.db')}`;
  const starts = {
    'a constant answer': (port) => startConstant({ port, cpu: cpus.all }),
    Profile: (port) => startProfile({ port, folder: root, DATABASE_URL, cpu: cpus.all }),
  };
  const taken = { 'a constant answer': [], Profile: [] };
  for (let time = 0; time <= times; time++) {
    for (const [name, begin] of Object.entries(starts)) {
      const port = await freePort();
      const from = performance.now();
      const process = begin(port);
      await firstAnswer(process, port);
      // The first of each warms the disk's cache.
      if (time > 0) taken[name].push(performance.now() - from);
      await process.stop();
    }
  }
  const { Profile: ours, 'a constant answer': base } = taken;
  // Turn by turn, since this machine is faster in some seconds than in others.
  const ratio = median(ours.map((ms, turn) => ms / base[turn]));
  const rows = Object.entries(taken).map(([name, all]) => [
    name,
    ...[median(all), Math.min(...all), Math.max(...all)].map((ms) => ms.toFixed(0)),
  ]);
  return {
    title: 'Start',
    text: `From the command to the first answer of \`/healthz\`, ${times} times each in turns, on all cores; the ratio of a turn is ${ratio.toFixed(2)} at the median.\n\n${table(['', 'ms', 'least', 'most'], rows)}`,
    goals: [atMost('start ÷ a constant server', ratio, 2.6)],
  };
}

async function firstAnswer({ child }, port) {
  while (child.exitCode === null) {
    if (await answers(port)) return;
    await delay(1);
  }
  throw new Error(`${child.spawnargs.join(' ')} ended`);
}

const answers = (port) =>
  new Promise((resolve) => {
    get({ port, host: '127.0.0.1', path: '/healthz', agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    }).on('error', () => resolve(false));
  });
