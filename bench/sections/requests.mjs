import { requestGoals } from '../goals.mjs';
import { lineUp } from '../lineup.mjs';
import { startLoad } from '../load.mjs';
import { rounds, seconds } from '../options.mjs';
import { prove } from '../proof.mjs';
import { summarise } from '../ratios.mjs';
import { measure } from '../rounds.mjs';
import { table } from '../table.mjs';

const head = [
  ...['limit ÷ it', 'least–most', 'requests/s', 'p50 ms', 'p99 ms'],
  ...['CPU µs', 'CPU ratio', 'load µs', 'MB'],
];

/** What requests cost, ours and others'. */
export async function requests({ root, database, accounts, started }) {
  const { rows, missing, versions } = await lineUp({ root, database, accounts, started });
  await prove(rows);
  const load = startLoad();
  started.push(load);
  const figures = summarise(await measure(rows, load, { rounds, seconds }));
  const lines = figures.map((row) => [
    ...[row.title, row.ratio.toFixed(2), `${row.least.toFixed(2)}–${row.most.toFixed(2)}`],
    ...[row.rate.toFixed(0), row.p50.toFixed(2), row.p99.toFixed(1)],
    ...[row.used.toFixed(0), row.usedRatio.toFixed(2), row.load.toFixed(0)],
    (row.memory / 2 ** 20).toFixed(0),
  ]);
  const tables = [false, true].flatMap((writes) => {
    const some = lines.filter((_, i) => (figures[i].writes ?? false) === writes);
    return some.length > 0 ? [table([writes ? 'writes' : 'reads', ...head], some)] : [];
  });
  const moved = unrest(figures);
  const disturbed = moved > 0.3;
  return {
    title: 'Requests',
    text: [
      `${accounts.length} connections, ${rounds} rounds of ${seconds} s a row; medians. The limit's fastest round was ${(moved * 100).toFixed(0)} % faster than its slowest${disturbed ? ': something else used this machine, so goals are decided only where processor time says the same' : ''}.`,
      ...tables,
    ].join('\n\n'),
    goals: requestGoals(figures, disturbed),
    missing,
    versions,
  };
}

/** How much faster the fastest round of the limit was than its slowest, which should be the same. */
function unrest(figures) {
  const { slots } = figures.find(({ id }) => id.startsWith('limit'));
  const rates = slots.map(({ rate }) => rate);
  return Math.max(...rates) / Math.min(...rates) - 1;
}
