import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { contenders } from './contenders.mjs';
import { wanted } from './options.mjs';
import { answering, freePort } from './processes.mjs';
import { bases } from './ratios.mjs';

/**
 * Starts those of the contenders that were asked for and are there; gives their rows, who is missing
 * and why, and everybody's versions.
 */
export async function lineUp({ root, database, accounts, started }) {
  const lineup = { rows: [], missing: [], versions: [] };
  for (const [i, { title, rows, missing, versions, start }] of contenders.entries()) {
    const asked = rows.filter(({ id }) => wanted(id) || bases.includes(id));
    if (asked.length === 0) continue;
    const why = missing?.();
    if (why) {
      lineup.missing.push(`${title} (${why})`);
      continue;
    }
    const folder = join(root, String(i));
    await mkdir(folder);
    const port = await freePort();
    const process = await start({ port, folder, database, accounts });
    started.push(process);
    await answering(process, port);
    if (versions) lineup.versions.push(versions());
    const own = process.accounts ?? accounts;
    for (const row of asked) {
      const requests = own.map((account, n) => row.request(account, n, { ...process, port }));
      lineup.rows.push({ ...row, port, requests, accounts: own, pid: process.pid });
    }
  }
  return lineup;
}
