import { appendFileSync } from 'node:fs';

/** What the command `test:contract` adds up and prints. */
export type Figure =
  | 'recorded cases'
  | 'recorded cases passed'
  | 'cases compared across doors'
  | 'documented failures'
  | 'documented failures provoked'
  | 'responses validated'
  | 'property requests sent'
  | 'property seed'
  | 'generators compiled';

/** Adds to a figure, in the file that CONTRACT_REPORT names; without one nobody counts. */
export function count(figure: Figure, by = 1): void {
  const file = process.env.CONTRACT_REPORT;
  // Appended line by line, since many workers write at once.
  if (file) appendFileSync(file, `${JSON.stringify([figure, by])}\n`);
}
