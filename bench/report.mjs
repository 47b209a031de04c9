import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { head } from './goals.mjs';
import { pinned } from './processes.mjs';
import { table } from './table.mjs';

const cannot = [
  "Writes of Django REST framework: the seed's backend has none.",
  "Equal work: only the stock adapter does what ours does. The Python servers check no session, the limit nothing but the token's signature; better-auth answers with a session and a user of its own.",
  'What many cores give: every server has one. `pnpm bench:scaling` has several servers on one PostgreSQL, and one thousand to one million users.',
];

const commit = () => {
  try {
    const options = { encoding: 'utf8', cwd: import.meta.dirname };
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], options).trim();
  } catch {
    return 'unknown';
  }
};

/** Of what matters here, as the workspace's catalog says it. */
function ownVersions() {
  const catalog = readFileSync(new URL('../pnpm-workspace.yaml', import.meta.url), 'utf8');
  return ['fastify', '@trpc/server', 'zod', 'drizzle-orm', 'better-sqlite3'].map((name) => {
    const [, version] = new RegExp(`^ {2}"?${name}"?: (\\S+)$`, 'm').exec(catalog) ?? [];
    return `${name} ${version}`;
  });
}

/** What the figures were taken on and with; read at the beginning of a run. */
export function circumstances() {
  const [{ model }, ...others] = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  return [
    `- ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, commit ${commit()}`,
    `- ${others.length + 1} × ${model}, ${memory} GB, ${process.platform} ${release()}; load before the run ${loadavg()[0].toFixed(1)}`,
    pinned
      ? '- The server on the first core, the load on the second (taskset).'
      : '- Nothing is pinned to a core: that takes two cores and taskset (util-linux). The figures are noisier so.',
  ];
}

/** The whole of RESULTS.md. */
export function report(about, sections, absent) {
  const versions = new Set(sections.flatMap(({ versions: some = [] }) => some));
  const goals = sections.flatMap(({ goals: some }) => some);
  return `# Results

Written by \`pnpm bench\`; [README.md](README.md) says what the rows and columns are.

${about.join('\n')}
- Node ${process.versions.node}, ${ownVersions().join(', ')}; ${[...versions].join('; ')}

## Goals

${table(head, goals)}

${sections.map(({ title, text }) => `## ${title}\n\n${text}`).join('\n\n')}

## Not compared

${[...absent, ...cannot].map((line) => `- ${line}`).join('\n')}
`;
}
