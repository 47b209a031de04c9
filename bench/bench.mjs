import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeAccounts } from './accounts.mjs';
import { contenders } from './contenders.mjs';
import { startLoad } from './load.mjs';
import { rounds, seconds, wanted } from './options.mjs';
import { answering, freePort } from './processes.mjs';
import { prove } from './proof.mjs';
import { summarise } from './ratios.mjs';
import { measure } from './rounds.mjs';
import { table } from './table.mjs';

const connections = 32;
const bases = ['limit', 'limit-patch'];

const root = await mkdtemp(join(tmpdir(), 'profile-bench-'));
const started = [];
try {
  const database = join(root, 'filled.db');
  const accounts = await makeAccounts(`file:${database}`, connections);
  const rows = [];
  for (const [i, contender] of contenders.entries()) {
    const asked = contender.rows.filter(({ id }) => wanted(id) || bases.includes(id));
    if (asked.length === 0) continue;
    const folder = join(root, String(i));
    await mkdir(folder);
    const port = await freePort();
    const process = await contender.start({ port, folder, database, accounts });
    started.push(process);
    await answering(process, port);
    for (const row of asked) {
      rows.push({ ...row, port, pid: process.pid, requests: accounts.map(row.request) });
    }
  }
  // Reads first: a write changes what they are to show.
  await prove(
    rows.toSorted((a, b) => Number(a.writes ?? false) - Number(b.writes ?? false)),
    accounts,
  );
  const load = startLoad();
  started.push(load);
  const slots = await measure(rows, load, { rounds, seconds });
  const figures = slots.map((row) => summarise(row, slots));
  console.log(
    table(
      ['', 'limit ÷ it', 'spread', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs', 'CPU ratio'],
      figures.map(({ title, ratio, least, most, rate, p50, p99, used, usedRatio }) => [
        title,
        ratio.toFixed(2),
        `${least.toFixed(2)}–${most.toFixed(2)}`,
        rate.toFixed(0),
        p50.toFixed(2),
        p99.toFixed(1),
        used.toFixed(0),
        usedRatio.toFixed(2),
      ]),
    ),
  );
} finally {
  for (const process of started) await process.stop();
  await rm(root, { recursive: true, force: true });
}
