// `pnpm bench [--only=rest,limit] [--rounds=11] [--seconds=1]`; without --only it writes RESULTS.md.
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeAccounts, manySessions } from './accounts.mjs';
import { head } from './goals.mjs';
import { wanted, wantedRequests, whole } from './options.mjs';
import { pinSelf } from './processes.mjs';
import { circumstances, report } from './report.mjs';
import { hashing } from './sections/hashing.mjs';
import { requests } from './sections/requests.mjs';
import { size } from './sections/size.mjs';
import { start } from './sections/start.mjs';
import { writes } from './sections/writes.mjs';
import { table } from './table.mjs';

const connections = 32;

const about = circumstances();
console.log(about.join('\n'));
pinSelf();
const root = mkdtempSync(join(tmpdir(), 'profile-bench-'));
process.on('exit', () => rmSync(root, { recursive: true, force: true }));
const started = [];
const sections = [];
try {
  const database = join(root, 'filled.db');
  const accounts = await makeAccounts(`file:${database}`, connections, manySessions);
  const steps = { start, size, hashing, writes, ...(wantedRequests && { requests }) };
  for (const [name, step] of Object.entries(steps)) {
    if (step !== requests && !wanted(name)) continue;
    const section = await step({ root, database, accounts, started });
    sections.push(section);
    console.log(`\n## ${section.title}\n\n${section.text}`);
    if (section.goals.length > 0) {
      console.log(`\n${table(head, section.goals)}`);
    }
  }
  const absent = sections.flatMap(({ missing = [] }) => missing);
  for (const line of absent) console.log(`\nNot compared: ${line}`);
  const file = join(import.meta.dirname, 'RESULTS.md');
  if (whole) await writeFile(file, report(about, sections.toReversed(), absent));
} finally {
  for (const process of started) await process.stop();
}
