// Runs the tests of faults, replicas and races, and prints what they counted.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pnpm } from './tools.mjs';

const units = { longest: 'longest (ms)', back: 'back after (ms)' };

/** Resolves to whether all of them passed and counted something; `args` are for vitest. */
export async function testFaults(args = []) {
  const folder = mkdtempSync(join(tmpdir(), 'profile-faults-'));
  const report = join(folder, 'rows');
  process.env.FAULTS_REPORT = report;
  const { code } = await pnpm([
    ...['--filter', '@profile/tests', 'exec', 'vitest', 'run', 'faults/', ...args],
  ]);
  const lines = existsSync(report) ? readFileSync(report, 'utf8').split('\n').filter(Boolean) : [];
  rmSync(folder, { recursive: true });

  const rows = lines.map((line) => JSON.parse(line));
  const counted = ['faults', 'races'].map((table) =>
    print(rows.filter(([name]) => name === table).map(([, row]) => row)),
  );
  return code === 0 && counted.every(Boolean);
}

function print([...rows]) {
  const [first] = rows;
  if (!first) {
    console.error('\nNothing was counted.');
    return false;
  }
  const names = Object.keys(first);
  const cells = [
    names.map((name) => units[name] ?? name),
    ...rows.map((row) => Object.values(row)),
  ];
  const widths = names.map((_, i) => Math.max(...cells.map((row) => String(row[i]).length)));
  console.log();
  for (const [name, ...figures] of cells) {
    const rest = figures.map((each, i) => String(each).padStart(widths[i + 1]));
    console.log([String(name).padEnd(widths[0]), ...rest].join('  '));
  }
  return true;
}
