// One server and several on one database, with as many requests at once, in turns.
import { median, quantile, ratio, table } from './figures.mjs';
import { family, processorTime } from './processor.mjs';

const connections = 16;

const kinds = {
  'GET /api/v1/me': () => ['GET', '/api/v1/me', {}],
  'PATCH /api/v1/me': () => ['PATCH', '/api/v1/me', { body: { display_name: `${Math.random()}` } }],
};

/** As many requests as go in so many milliseconds. */
async function press(servers, people, make, duration) {
  const times = [];
  const end = performance.now() + duration;
  const worker = async (_, i) => {
    const server = servers[i % servers.length];
    while (performance.now() < end) {
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

export async function measureReplicas(sql, servers, people, { slices, duration }) {
  const [{ pid }] = await sql.execute('SELECT pg_backend_pid() AS pid');
  const rows = [];
  for (const [name, make] of Object.entries(kinds)) {
    const sides = [servers.slice(0, 1), servers].map((used) => ({ used, slices: [] }));
    for (const { used } of sides) await press(used, people, make, duration / 2);
    for (let slice = 0; slice < slices; slice++) {
      for (const side of sides) {
        const own = side.used.map((server) => server.pid);
        const usedBefore = [processorTime(own), processorTime(family(pid))];
        const { times, seconds } = await press(side.used, people, make, duration);
        const used = [processorTime(own), processorTime(family(pid))];
        side.slices.push({
          rate: times.length / seconds,
          p50: median(times),
          p99: quantile(times, 0.99),
          server: (used[0] - usedBefore[0]) / times.length,
          postgres: (used[1] - usedBefore[1]) / times.length,
        });
      }
    }
    const [base, ...others] = sides.map(({ used, slices }) => ({
      count: used.length,
      of: (figure) => median(slices.map((slice) => slice[figure])),
    }));
    for (const side of [base, ...others]) {
      rows.push([
        `${name}, ${side.count} server${side.count > 1 ? 's' : ''}`,
        ...['rate', 'p50', 'p99'].flatMap((figure) => [
          side.of(figure).toFixed(figure === 'rate' ? 0 : 1),
          ratio(side.of(figure), base.of(figure)),
        ]),
        side.of('server').toFixed(0),
        side.of('postgres').toFixed(0),
      ]);
    }
  }
  table(
    `One server and several, ${connections} requests at once: requests a second, latency in ms, and as ratios to one server; processor time of one request in µs`,
    ['', 'rate', '', 'p50', '', 'p99', '', 'servers µs', 'PostgreSQL µs'],
    rows,
  );
}
