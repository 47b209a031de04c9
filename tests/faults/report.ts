import { appendFileSync } from 'node:fs';

export type Table =
  | 'PostgreSQL'
  | 'SQLite'
  | 'process'
  | 'races'
  | 'abuse'
  | 'versions'
  | 'skipped';

/** Keeps a row of a table that `pnpm test:faults` or `pnpm test:abuse` prints. */
export function report(table: Table, row: Record<string, string | number>): void {
  const file = process.env.FAULTS_REPORT;
  if (file) appendFileSync(file, `${JSON.stringify([table, row])}\n`);
}
