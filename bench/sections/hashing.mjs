import { once } from 'node:events';
import { getPriority, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { password } from '../accounts.mjs';
import { copyOf, startProfile } from '../contenders/profile.mjs';
import { atLeast, atMost } from '../goals.mjs';
import { startLoad } from '../load.mjs';
import { answering, cores, cpus, freePort, start } from '../processes.mjs';
import { pace, read } from '../reader.mjs';
import { median } from '../scaling/figures.mjs';
import { bearer } from '../tokens.mjs';
import { crowd } from './hashing/crowd.mjs';

const raw = fileURLToPath(new URL('hashing/raw.mjs', import.meta.url));
const seconds = 10;
const rounds = 5;
/** They count, and refuse nobody. */
const LIMITS = 'sign_in=100000/1h,sign_in_address=100000/1h';

/** What people notice of others who sign in. */
export async function hashing({ root, database, accounts, started }) {
  const port = await freePort();
  const DATABASE_URL = `file:${copyOf(database, root, 'hashing.db')}`;
  const server = startProfile({
    port,
    folder: root,
    DATABASE_URL,
    env: { LIMITS },
    cpu: cpus.all,
  });
  // The collector and the compiler of V8 have threads, which would take cores that the server is to have.
  const signers = startLoad(cpus.all, ['--single-threaded']);
  started.push(server, signers);
  await answering(server, port);
  const ahead = comesFirst(signers.pid);

  const [{ token }] = accounts;
  const me = [{ path: '/api/v1/me', headers: bearer(token) }];
  // Others than the reader: who has signed in a hundred times since then has ended the oldest session.
  const logins = accounts
    .slice(1, 11)
    .map(({ email: login }) => [
      { method: 'POST', path: '/api/v1/auth/login', body: { login, password } },
    ]);
  await read(port, me, 3);
  // Until V8 has compiled what is hot: its threads do that on the same cores, for half a minute.
  await signers.press(port, logins, 30);

  const all = [];
  let possible = await rawRate(accounts);
  for (let round = 0; round < rounds; round++) {
    const idle = await readFirst(port, me, seconds);
    const [busy, signIns] = await Promise.all([
      readFirst(port, me, seconds),
      signers.press(port, logins, seconds),
    ]);
    const after = await rawRate(accounts);
    all.push({ idle, busy, signIns, possible: (possible + after) / 2 });
    possible = after;
  }
  const { text, goal } = await crowd(port, accounts, password);
  for (const process of [server, signers]) await process.stop();

  // Round by round, since this machine is faster in some seconds than in others.
  const of = (find) => median(all.map(find));
  const line = (name) =>
    `${of((round) => round[name].p50).toFixed(2)} ms at the median, ${of((round) => round[name].p99).toFixed(2)} ms at 99 %`;
  const rate = (find) => of(find).toFixed(1);
  return {
    title: 'Signing in',
    text: [
      `The server, one reader and ten who sign in share ${cores} cores, unpinned; ${clients(ahead)} The limits of sign-ins are set higher, or they would refuse. Medians of ${rounds} rounds of ${seconds} s; ratios are those of a round.`,
      `- \`GET /api/v1/me\`, ${pace} a second: ${line('idle')}; while ten sign in at once: ${line('busy')}.`,
      `- Sign-ins: ${rate(({ signIns }) => signIns.rate)} a second, ${line('signIns')}. The cores alone, before and after, check ${rate((round) => round.possible)} passwords a second, ${cores} at once.`,
      `- ${text}`,
    ].join('\n'),
    goals: [
      atMost(
        '99 % of GET /api/v1/me while ten sign in ÷ idle',
        of(({ busy, idle }) => busy.p99 / idle.p99),
        2.5,
      ),
      atLeast(
        'sign-ins ÷ what the cores can hash',
        of((round) => round.signIns.rate / round.possible),
        0.8,
      ),
      goal,
    ],
  };
}

/** Lets clients wait for no core, as on machines of their own; only root may. */
function comesFirst(pid) {
  try {
    setPriority(pid, -20);
    return true;
  } catch {
    return false;
  }
}

/** Not for longer than it reads: what is started meanwhile, such as `raw`, would come first too. */
async function readFirst(...what) {
  const own = getPriority();
  comesFirst(process.pid);
  try {
    return await read(...what);
  } finally {
    if (getPriority() !== own) setPriority(own);
  }
}

const clients = (ahead) =>
  ahead
    ? 'the clients come first (`nice -20`), as if on machines of their own.'
    : 'the clients wait for a core like the server, since only root may let them come first.';

async function rawRate([{ password_hash: HASH }]) {
  const { child, exit } = start(process.execPath, [raw], {
    env: { HASH, PASSWORD: password, CORES: cores, SECONDS: 3 },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [rate] = await once(child, 'message');
  await exit;
  return rate;
}
