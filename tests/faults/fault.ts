import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { report, type Table } from './report.js';
import { startWriters, type Tally } from './writers.js';

export interface Fault {
  fault: string;
  /** What it happens to; by default PostgreSQL. */
  table?: Table;
  /** Where clients ask. */
  origins: string[];
  /** Makes it happen; what it gives is called under load, while it lasts. */
  happen(): Promise<void>;
  /** Looks at what can be seen while it lasts. */
  look?(tally: Readonly<Tally>): Promise<void>;
  /** Ends it, and resolves when service should be possible again. */
  mend(): Promise<void>;
  /** Whether some get no answer at all, such as those who ask the server that was killed. */
  unanswered?: boolean;
  /** Whether refusals prove that it happened. */
  refuses?: boolean;
}

/** How long, in milliseconds, a request may take whatever happens. */
export const bound = 5_000;

/** Lets a fault happen under load, counts what it did, and holds it against what is promised. */
export async function endure(options: Fault): Promise<void> {
  const {
    fault,
    table = 'PostgreSQL',
    origins,
    happen,
    look,
    mend,
    unanswered = false,
    refuses = true,
  } = options;
  const writers = await startWriters(origins);
  await sleep(500);
  const before = writers.tally.acknowledged;
  await happen();
  try {
    await look?.(writers.tally);
  } finally {
    // Also when it looks wrong, or every later test would fail too.
    await mend();
  }
  const back = await writers.back(Date.now());
  await sleep(500);
  const { acknowledged, lost, longest, statuses } = await writers.stop();
  report(table, { fault, acknowledged, lost, longest: Math.round(longest), back });

  expect(before).toBeGreaterThan(0);
  expect(acknowledged).toBeGreaterThan(before);
  expect(lost).toBe(0);
  expect(longest).toBeLessThan(bound);
  expect(back).toBeLessThan(1_000);
  const { 200: _ok, 412: _late, 503: refused = 0, 0: silent = 0, ...others } = statuses;
  expect(others).toEqual({});
  expect(refused > 0).toBe(refuses);
  expect(silent > 0).toBe(unanswered);
}

/** What an answer says of whether to come again, and how long it took. */
export async function probe(url: string) {
  const began = performance.now();
  const { status, headers } = await fetch(url, { signal: AbortSignal.timeout(20_000) });
  return { status, retryAfter: headers.get('retry-after'), ms: performance.now() - began };
}
