// What the compiler takes for an app on the SDK, and for the same app on tRPC's client and the types
// of the router. `pnpm bench:types [rounds]`, by default 5: the apps in turn, of each figure the median.
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type App, type Compilation, compile, compilerOf } from './compilation.js';

const rounds = Number(process.argv[2] ?? 5);
const apps: App[] = ['sdk', 'source', 'declarations'];
const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const compilers = [
  // Several checkers count what they share several times, so it counts with one.
  { version: 7, compiler: compilerOf(folder('..')), counting: ['--singleThreaded'] },
  // The one that generators of clients are tested with.
  { version: 6, compiler: compilerOf(folder('../../../tests/clients')), counting: [] },
];

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function measure({ compiler, counting }: (typeof compilers)[number]) {
  const runs: Record<App, Compilation[]> = { sdk: [], source: [], declarations: [] };
  for (let round = 0; round < rounds; round++) {
    for (const app of apps) runs[app].push(compile(app, compiler));
  }
  const seconds = (app: App, what: 'processor' | 'total' | 'check') => {
    const taken = (by: App) => median(runs[by].map((run) => run[what]));
    return `${taken(app).toFixed(3)} (${(taken('sdk') / taken(app)).toFixed(2)})`;
  };
  return apps.map((app) => {
    const { instantiations, types, megabytes } = compile(app, compiler, ...counting);
    return {
      app,
      processor: seconds(app, 'processor'),
      total: seconds(app, 'total'),
      check: seconds(app, 'check'),
      instantiations,
      types,
      MB: Math.round(megabytes),
    };
  });
}

console.log(
  `${cpus().length} cores, ${cpus()[0]?.model}; seconds are medians of ${rounds} runs in`,
);
console.log('turn; in brackets the share of them that the app on the SDK takes.');
for (const each of compilers) {
  console.log(`TypeScript ${each.version}`);
  console.table(Object.fromEntries(measure(each).map(({ app, ...row }) => [app, row])));
}
