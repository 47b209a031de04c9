// One server and several on one database, with as many requests at once, in turns.
import { median, quantile, ratio, table } from './figures.mjs';
import { family, postmasterOf, processorTime } from './processor.mjs';

const connections = 16;
/** Requests that a server has answered before anything counts: its code is compiled by then. */
const warming = 3_000;

const kinds = {
  'GET /api/v1/me': () => ['GET', '/api/v1/me', {}],
  'PATCH /api/v1/me': () => ['PATCH', '/api/v1/me', { body: { display_name: `${Math.random()}` } }],
};

/** As many requests as go in until `enough` says so. */
async function press(servers, people, make, enough) {
  const times = [];
  const worker = async (_, i) => {
    const server = servers[i % servers.length];
    while (!enough(times.length)) {
      const { token } = people[Math.floor(Math.random() * people.length)];
      const [method, path, options] = make();
      const { ms, status } = await server.send(method, path, { ...options, token });
      if (status !== 200) throw new Error(`${method} ${path} answered ${status}`);
      times.push(ms);
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: connections }, worker));
  return { times, seconds: (performance.now() - from) / 1000 };
}

/** Milliseconds and processor time of all slices of one side. */
async function measure(side, postmaster, work) {
  const processes = () => [side.servers.map(({ pid }) => pid), family(postmaster)];
  const before = processes().map(processorTime);
  const { times, seconds } = await work();
  processes().forEach((pids, i) => {
    side.used[i] += processorTime(pids) - before[i];
  });
  side.times.push(...times);
  side.rates.push(times.length / seconds);
}

export async function measureReplicas(sql, servers, people, { slices, duration }) {
  const [{ pid }] = await sql.execute('SELECT pg_backend_pid() AS pid');
  const postmaster = postmasterOf(pid);
  const rows = [];
  for (const [name, make] of Object.entries(kinds)) {
    for (const server of servers) await press([server], people, make, (sent) => sent >= warming);
    const sides = [servers.slice(0, 1), servers].map((some) => ({
      ...{ servers: some, times: [], rates: [], used: [0, 0] },
    }));
    for (let slice = 0; slice < slices; slice++) {
      for (const side of sides) {
        const end = performance.now() + duration;
        const enough = () => performance.now() >= end;
        await measure(side, postmaster, () => press(side.servers, people, make, enough));
      }
    }
    const figures = sides.map(({ servers: { length }, times, rates, used }) => ({
      label: `${name}, ${length} server${length > 1 ? 's' : ''}`,
      rate: median(rates),
      p50: median(times),
      p99: quantile(times, 0.99),
      used: used.map((microseconds) => (microseconds / times.length).toFixed(0)),
    }));
    for (const { label, rate, p50, p99, used } of figures) {
      const [base] = figures;
      rows.push([
        ...[label, rate.toFixed(0), ratio(rate, base.rate)],
        ...[p50.toFixed(1), ratio(p50, base.p50), p99.toFixed(1), ratio(p99, base.p99)],
        ...used,
      ]);
    }
  }
  table(
    `One server and several, ${connections} requests at once: requests a second, latency in ms, and as ratios to one server; processor time of one request in µs`,
    ['', 'rate', '', 'p50', '', 'p99', '', 'servers µs', 'PostgreSQL µs'],
    rows,
  );
}
