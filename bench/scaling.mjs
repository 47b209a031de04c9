// Whether servers on one PostgreSQL add up, and whether a request costs the same however many users
// there are, on PostgreSQL and on SQLite. `pnpm bench:scaling [largest number of users]`; takes some minutes.
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeSnapshot } from '@profile/db';
import { addressOf, openClient } from '../tests/databases/postgres.ts';
import { startPostgres } from '../tests/databases/server.ts';
import { explain, statementsOf } from './scaling/plans.mjs';
import { measureReplicas } from './scaling/replicas.mjs';
import { choose, fill } from './scaling/rows.mjs';
import { startServer } from './scaling/servers.mjs';
import { measureSizes, sendEach, showFootprints } from './scaling/sizes.mjs';

const largest = Number(process.argv[2] ?? 1_000_000);
const counts = [1_000, 10_000, 100_000, 1_000_000].filter((count) => count <= largest);
const password = 'violet-anchor-73-mosaic';
const folder = await mkdtemp(join(tmpdir(), 'profile-scaling-'));
const log = [];
let port = 18_100;

// As it comes, but for memory: everything is written down before it is acknowledged.
const postgres = await startPostgres({
  settings: ['shared_buffers=512MB', 'max_wal_size=4GB'],
  onLog: (text) => log.push(text),
});
const started = [];
try {
  console.log(`${new Date().toISOString()}, ${cpus().length} cores, ${cpus()[0]?.model}`);
  const sizes = [];
  const copies = [];
  for (const count of counts) {
    const admin = openClient(addressOf(postgres.url, 'postgres'));
    await admin.execute(`CREATE DATABASE users_${count}`);
    await admin.end();
    const url = addressOf(postgres.url, `users_${count}`);
    const server = await startServer(url, port++, folder);
    started.push(server);
    await server.send('POST', '/api/v1/auth/register', {
      body: { email: 'ada@example.com', password },
    });
    const sql = openClient(url);
    const [ada] = await sql.execute('SELECT password_hash FROM users');
    const from = performance.now();
    await fill(sql, count, ada.password_hash);
    const seconds = (performance.now() - from) / 1000;
    console.log(`${count.toLocaleString('en')} users, made in ${seconds.toFixed(1)} s`);
    const people = await choose(sql, count, 220);
    const file = join(folder, `${count}.db`);
    await takeSnapshot({ url }, file);
    sizes.push({ count, url, sql, server, people });
    copies.push({ count, file, people: structuredClone(people) });
  }
  for (const copy of copies) {
    copy.server = await startServer(`file:${copy.file}`, port++, folder);
    started.push(copy.server);
  }

  await measureSizes('PostgreSQL', sizes, { rounds: 200, password });
  await measureSizes('SQLite', copies, { rounds: 200, password });
  await showFootprints(sizes, copies);
  for (const { server } of copies) await server.stop();

  const last = sizes.at(-1);
  const people = last.people.filter(({ token }) => token);
  const named = await startServer(`${last.url}?application_name=plans`, port++, folder);
  started.push(named);
  const statements = await statementsOf(last.sql, log, () => sendEach(named, people, password));
  const whole = await explain(last.sql, statements);

  // The others would look after their mail meanwhile.
  for (const { server } of sizes.slice(0, -1)) await server.stop();
  const three = [last.server, named, await startServer(last.url, port++, folder)];
  started.push(three[2]);
  await measureReplicas(last.sql, three, people, { slices: 5, duration: 2_000 });

  for (const { sql } of sizes) await sql.end();
  // A small table is read whole, and rightly so.
  if (whole > 0 && largest >= 100_000) {
    console.error(`\n${whole} statements read a whole table.`);
    process.exitCode = 1;
  }
} finally {
  for (const server of started) await server.stop();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
