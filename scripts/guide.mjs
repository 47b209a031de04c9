// Writes tables of what was measured into docs/guides/faults.md, between comments that name them.
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { cells } from './measured.mjs';
import { root } from './workspace.mjs';

const guide = join(root, 'docs/guides/faults.md');

/** Leaves it as it is when a table would lack what this machine could not do. */
export function writeGuide({ tables, versions, skipped }) {
  if (skipped.length > 0) {
    console.log(`\nThe guide stays as it is, since not all was measured:\n${skipped.join('\n')}`);
    return;
  }
  let text = readFileSync(guide, 'utf8');
  for (const [table, rows] of Object.entries(tables)) {
    const block = [begin(table), '', where(versions), '', ...markdown(cells(table, rows)), '', end];
    const [before, rest = ''] = text.split(begin(table));
    if (!rest.includes(end)) throw new Error(`${guide} has no place for ${table}`);
    const after = rest.slice(rest.indexOf(end) + end.length);
    text = before + block.join('\n') + after;
  }
  writeFileSync(guide, text);
}

const begin = (table) => `<!-- ${table}: written by the command, not by hand -->`;
const end = '<!-- end -->';

function where(versions) {
  const day = new Date().toISOString().slice(0, 10);
  const memory = Math.round(totalmem() / 2 ** 30);
  const machine = `${availableParallelism()} cores (${cpus()[0].model.trim()}), ${memory} GB, ${type()} ${release()}`;
  const all = { Node: process.versions.node, ...versions };
  const software = Object.entries(all).map((each) => each.join(' '));
  return `Measured on ${day}: ${machine}; ${software.join(', ')}.`;
}

function markdown([heading, ...rows]) {
  const line = (row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = heading.map((_, i) => (i === 0 ? '---' : '--:'));
  return [line(heading), line(rule), ...rows.map(line)];
}
