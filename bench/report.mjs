import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { pinned } from './processes.mjs';
import { table } from './table.mjs';

const commit = () => {
  try {
    const options = { encoding: 'utf8', cwd: import.meta.dirname };
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], options).trim();
  } catch {
    return 'unknown';
  }
};

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
export function report(about, sections, cannot) {
  const versions = new Set(sections.flatMap(({ versions: some = [] }) => some));
  const goals = sections.flatMap(({ goals: some }) => some);
  return `# Results

Written by \`pnpm bench\`; [README.md](README.md) says what the rows and columns are.

${about.join('\n')}
- Node ${process.versions.node}; ${[...versions].join('; ')}

## Goals

${table(['', 'goal', 'this run', 'met'], goals)}

${sections.map(({ title, text }) => `## ${title}\n\n${text}`).join('\n\n')}

## Not compared

${cannot.map((line) => `- ${line}`).join('\n')}
`;
}
