// Runs tests that count what they see, and prints their tables.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pnpm } from './tools.mjs';

const units = {
  longest: 'longest (ms)',
  back: 'back after (ms)',
  grown: 'memory grown (MB)',
};

/**
 * Resolves to whether all tests of a folder passed and counted something, with the rows of each table;
 * `args` are for vitest.
 */
export async function measure(folder, tables, args = []) {
  const temporary = mkdtempSync(join(tmpdir(), 'profile-measured-'));
  const report = join(temporary, 'rows');
  process.env.FAULTS_REPORT = report;
  const { code } = await pnpm([
    ...['--filter', '@profile/tests', 'exec', 'vitest', 'run', `${folder}/`, ...args],
  ]);
  const lines = existsSync(report) ? readFileSync(report, 'utf8').split('\n').filter(Boolean) : [];
  rmSync(temporary, { recursive: true });
  const all = lines.map((line) => JSON.parse(line));
  const rowsOf = (table) => all.filter(([name]) => name === table).map(([, row]) => row);
  const found = Object.fromEntries(tables.map((table) => [table, rowsOf(table)]));
  for (const [table, rows] of Object.entries(found)) print(table, rows);
  const counted = Object.values(found).every((rows) => rows.length > 0);
  const versions = Object.assign({}, ...rowsOf('versions'));
  const skipped = rowsOf('skipped').map(({ test }) => test);
  return { good: code === 0 && counted, tables: found, versions, skipped };
}

/** The cells of a table, its heading first. */
export function cells(table, rows) {
  const [first, ...names] = Object.keys(rows[0]);
  return [
    [table === first ? first : `${table}: ${first}`, ...names.map((name) => units[name] ?? name)],
    ...rows.map((row) => [first, ...names].map((name) => String(row[name]))),
  ];
}

function print(table, rows) {
  console.log();
  if (rows.length === 0) return console.error(`Nothing was counted of ${table}.`);
  const lines = cells(table, rows);
  const widths = lines[0].map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  for (const [name, ...figures] of lines) {
    const rest = figures.map((each, i) => each.padStart(widths[i + 1]));
    console.log([name.padEnd(widths[0]), ...rest].join('  '));
  }
}
