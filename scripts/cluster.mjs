// pnpm cluster: PostgreSQL and three servers on it, here, with a line each. PORT is the first of the
// four ports; --folder keeps the data elsewhere; --built takes what is built already.
import './node-version.mjs';
import { EventEmitter } from 'node:events';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { takenPort } from './cluster-ports.mjs';
import { startPostgres, startServer } from './cluster-processes.mjs';
import { prepare } from './cluster-settings.mjs';
import { install } from './install.mjs';
import { leave, supervise } from './supervise.mjs';

const { values } = parseArgs({
  options: { built: { type: 'boolean' }, folder: { type: 'string' } },
});

if (!values.built) {
  await install();
  if (!(await build())) leave({ code: 1 });
}

const cluster = new EventEmitter();
const settings = prepare(values.folder);
const servers = new Set();
let database;
let stopping;

const say = (name, text) => console.log(`${name.padEnd(11)} ${text}`);

/** The servers first: what they still have to finish needs the database. */
const stop = (code = 0) => {
  stopping ??= (async () => {
    await Promise.all([...servers].map((server) => server.stop()));
    await database?.stop();
    if (code === 0) console.log('Stopped.');
    cluster.emit('exit', code, null);
  })();
};

const fail = (text) => {
  if (stopping) return;
  console.error(`\n${text}\n`);
  stop(1);
};

async function start() {
  const taken = await takenPort([...settings.ports, settings.databasePort]);
  if (taken) {
    throw new Error(
      `Port ${taken} is taken by another program. With PORT=9081 the cluster takes 9081 to 9084.`,
    );
  }
  database = startPostgres(settings);
  database.ended.then(() => fail('PostgreSQL has ended, so everything is stopped.'));
  await database.ready;
  if (stopping) return;
  say('PostgreSQL', `127.0.0.1:${settings.databasePort}, kept in ${settings.shown}`);
  for (const port of settings.ports) {
    // One after the other: the first makes the tables, and its line comes first.
    await addServer(port);
    if (stopping) return;
  }
  say('All ready', 'Stop with Ctrl-C.');
}

async function addServer(port) {
  const name = `Server ${port}`;
  const server = startServer(settings.env, port, (line) => say(name, line));
  servers.add(server);
  server.ended.then(() => servers.delete(server));
  await server.ready;
  if (stopping) return;
  say(name, `http://localhost:${port}, process ${server.pid}`);
  server.ended.then((how) => {
    if (stopping) return;
    if (servers.size === 0) return fail(`Server ${port} has ended (${how}), and was the last one.`);
    say(name, `has ended (${how}); the others go on`);
  });
}

start().catch((error) => fail(error.message));
leave(await supervise(cluster, () => stop()));
