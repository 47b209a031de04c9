import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { contenders } from './contenders.mjs';
import { wanted } from './options.mjs';
import { answering, freePort } from './processes.mjs';
import { baseOf } from './ratios.mjs';

/**
 * Starts those of the contenders that were asked for and are there; gives their rows, who is missing
 * and why, and everybody's versions.
 */
export async function lineUp({ root, database, accounts, started }) {
  const asked = contenders.flatMap(({ rows }) => rows).filter(({ id }) => wanted(id));
  const needed = new Set(asked.flatMap((row) => [row.id, baseOf(row)]));
  const lineup = { rows: [], missing: [], versions: [] };
  for (const [i, { title, rows, missing, versions, start }] of contenders.entries()) {
    const own = rows.filter(({ id }) => needed.has(id));
    if (own.length === 0) continue;
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
    const people = process.accounts ?? accounts;
    for (const row of own) {
      const requests = people.flatMap((account, n) => {
        const request = (each) => row.request(each, n, { ...process, port });
        // In turn, over the connection of their person.
        return row.sessions === 'all'
          ? [account.tokens.map((token) => request({ ...account, token }))]
          : [[request(account)]];
      });
      lineup.rows.push({ ...row, port, requests, accounts: people, pid: process.pid });
    }
  }
  return lineup;
}
