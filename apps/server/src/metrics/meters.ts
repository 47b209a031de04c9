import type { AuditEvent } from '@profile/api';

/** Upper bounds of the histogram's buckets, in seconds. */
const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What was counted of one operation. */
export interface Meter {
  /** By status. */
  statuses: Float64Array;
  /** By bucket, each for itself; the last is of whatever took longer. */
  buckets: Float64Array;
  seconds: number;
}

/** What has become of a try to hand over a mail. */
export type MailOutcome = 'sent' | 'failed' | 'abandoned' | 'superseded';

export type Meters = ReturnType<typeof createMeters>;

/**
 * Counts what every request does, in arrays that are there already: a library that finds a counter by
 * its labels takes several times as long. Whoever scrapes adds it up.
 */
export function createMeters() {
  const requests = new Map<string, Meter>();
  const refusals = new Map<string, number>();
  const events = new Map<AuditEvent, number>();
  const mails = new Map<MailOutcome, number>();

  function meterOf(operation: string): Meter {
    const meter: Meter = {
      statuses: new Float64Array(600),
      buckets: new Float64Array(bounds.length + 1),
      seconds: 0,
    };
    requests.set(operation, meter);
    return meter;
  }

  return {
    bounds,
    requests: requests as ReadonlyMap<string, Meter>,
    refusals: refusals as ReadonlyMap<string, number>,
    events: events as ReadonlyMap<AuditEvent, number>,
    mails: mails as ReadonlyMap<MailOutcome, number>,

    /** One request: of an operation or a route, whose names are few; `codes` are parted by commas. */
    request(operation: string, status: number, milliseconds: number, codes: string): void {
      const meter = requests.get(operation) ?? meterOf(operation);
      const { statuses, buckets } = meter;
      const seconds = milliseconds / 1000;
      statuses[status] = (statuses[status] ?? 0) + 1;
      meter.seconds += seconds;
      let i = 0;
      while (i < bounds.length && seconds > (bounds[i] as number)) i++;
      buckets[i] = (buckets[i] as number) + 1;
      if (codes !== '') for (const code of codes.split(',')) add(refusals, code);
    },

    event: (event: AuditEvent): void => add(events, event),
    mail: (outcome: MailOutcome): void => add(mails, outcome),
  };
}

/** What a request is counted as: of a batch nobody can tell which part took how long. */
export function nameOf(operation: string, url: string | undefined): string {
  if (operation === '') return url ?? 'none';
  return operation.includes(',') ? 'batch' : operation;
}

function add<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
