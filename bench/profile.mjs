// `pnpm bench:profile [sessions]`: where the time of a `GET /api/v1/me` goes, by V8's sampling profiler. The
// profile itself is kept for a viewer of flame graphs, such as Chromium's performance panel.
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeAccounts, manySessions, PUBLIC_URL } from './accounts.mjs';
import { startLoad } from './load.mjs';
import { answering, cpus, freePort, pinSelf, start } from './processes.mjs';
import { table } from './table.mjs';
import { bearer, SECRET } from './tokens.mjs';

const seconds = 10;
/** As it was compiled from one file each, since in the bundle nobody knows whose a function is. */
const main = fileURLToPath(new URL('../apps/server/dist/main.js', import.meta.url));

pinSelf();
const folder = mkdtempSync(join(tmpdir(), 'profile-of-profile-'));
const DATABASE_URL = `file:${join(folder, 'profile.db')}`;
const inTurn = process.argv[2] === 'sessions';
const accounts = await makeAccounts(DATABASE_URL, 32, inTurn ? manySessions : 1);
const port = await freePort();
const server = start(
  process.execPath,
  ['--v8-pool-size=2', '--cpu-prof', '--cpu-prof-interval=500', `--cpu-prof-dir=${folder}`, main],
  {
    cpu: cpus.server,
    env: {
      ...{ NODE_ENV: 'production', PORT: port, PUBLIC_URL, DATABASE_URL, SECRET },
      MAIL_URL: `file:${join(folder, 'outbox')}`,
    },
  },
);
const load = startLoad();
await answering(server, port);
const requests = accounts.map(({ tokens }) =>
  tokens.map((token) => ({ path: '/api/v1/me', headers: bearer(token) })),
);
await load.press(port, requests, seconds);
const { count } = await load.press(port, requests, seconds);
await server.stop();
await load.stop();

const file = join(folder, readdirSync(folder).find((name) => name.endsWith('.cpuprofile')) ?? '');
const { nodes, samples, timeDeltas, endTime } = JSON.parse(readFileSync(file, 'utf8'));
const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));

/** Whose code it is: a package's, a folder of ours, a module of Node's, or V8's and C++. */
function ownerOf({ url, functionName }) {
  if (url === '')
    return functionName.startsWith('(') ? `V8 ${functionName}` : `C++: ${functionName}`;
  if (url.startsWith('node:')) return 'Node, JavaScript (http, net, streams)';
  const [, dependency] = url.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/) ?? [];
  if (dependency) return dependency;
  return url.match(/(?:packages|apps)\/\w+/)?.[0] ?? url;
}

const own = new Map();
let total = 0;
let time = endTime;
// From the end, where everything is compiled; the stop takes some of it, with nothing to do.
for (let i = samples.length - 1; i >= 0 && time > endTime - seconds * 1e6; i--) {
  time -= timeDeltas[i];
  const owner = ownerOf(frames.get(samples[i]));
  if (owner === 'V8 (idle)') continue;
  total += timeDeltas[i];
  own.set(owner, (own.get(owner) ?? 0) + timeDeltas[i]);
}
const rows = [...own]
  .sort(([, one], [, other]) => other - one)
  .filter(([, spent]) => spent / total > 0.01);
console.log(`${(count / seconds).toFixed(0)} requests a second while profiled.\n`);
console.log(
  table(
    ['whose code', 'share of the time'],
    rows.map(([owner, spent]) => [owner, `${((spent / total) * 100).toFixed(1)} %`]),
  ),
);
console.log(`\nThe profile: ${file}`);
