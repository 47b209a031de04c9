import { appendFileSync } from 'node:fs';

/** Keeps a row of a table that `pnpm test:faults` prints. */
export function report(table: 'faults' | 'races', row: Record<string, string | number>): void {
  const file = process.env.FAULTS_REPORT;
  if (file) appendFileSync(file, `${JSON.stringify([table, row])}\n`);
}
