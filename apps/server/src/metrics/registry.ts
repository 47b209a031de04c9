import type { Hashing } from '@profile/api';
import type { Store } from '@profile/db';
import { Counter, collectDefaultMetrics, Gauge, type Metric, Registry } from 'prom-client';
import { databaseGauges } from './database-gauges.js';
import type { Meter, Meters } from './meters.js';

/** What is measured. */
export interface Measured {
  meters: Meters;
  store: Pick<Store, 'load' | 'outbox' | 'sessions'>;
  hashing: Hashing;
  /** The moment it is, as the database has it. */
  at(): string;
}

/** Gives what writes all metrics down; the library also measures the process. */
export function createRegistry({ meters, store, hashing, at }: Measured) {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'profile_' });

  const counter = <Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
    counts: () => Iterable<[Record<Label, string>, number]>,
  ) =>
    new Counter({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const [labels, value] of counts()) this.inc(labels, value);
      },
    });

  counter(
    'profile_http_requests_total',
    'Requests that were answered, by what they asked for and the status.',
    ['operation', 'status'],
    () => [...meters.requests].flatMap(([operation, meter]) => byStatus(operation, meter)),
  );
  registry.registerMetric(durations(meters) as unknown as Metric);
  counter(
    'profile_refusals_total',
    'Requests that were refused, by the code that said why.',
    ['code'],
    () => [...meters.refusals].map(([code, value]) => [{ code }, value]),
  );
  counter(
    'profile_audit_events_total',
    'Security events of this server, by their names in the log.',
    ['event'],
    () => [...meters.events].map(([event, value]) => [{ event }, value]),
  );
  counter(
    'profile_mails_total',
    'Tries of this server to hand over a mail, by what came of them.',
    ['outcome'],
    () => [...meters.mails].map(([outcome, value]) => [{ outcome }, value]),
  );

  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  if (hashing.load) {
    const load = () => hashing.load?.() ?? { running: 0, waiting: 0 };
    gauge('profile_hashing_running', 'Passwords that are hashed.', () => load().running);
    gauge('profile_hashing_waiting', 'Passwords that wait to be hashed.', () => load().waiting);
  }
  const askDatabase = databaseGauges(registers, store, at);
  return async () => {
    await askDatabase();
    return { type: registry.contentType, text: await registry.metrics() };
  };
}

function byStatus(
  operation: string,
  { statuses }: Meter,
): [{ operation: string; status: string }, number][] {
  return [...statuses].flatMap((value, status) =>
    value > 0 ? [[{ operation, status: String(status) }, value]] : [],
  );
}

const duration = 'profile_http_request_duration_seconds';

/** A histogram as the registry writes it; the library's own would have to be told of each request. */
function durations({ requests, bounds }: Meters) {
  const valuesOf = ([operation, { buckets, seconds }]: [string, Meter]) => {
    let sum = 0;
    const cumulative = [...buckets].map((count, i) => {
      sum += count;
      const labels = { operation, le: bounds[i] ?? '+Inf' };
      return { metricName: `${duration}_bucket`, labels, value: sum };
    });
    return [
      ...cumulative,
      { metricName: `${duration}_sum`, labels: { operation }, value: seconds },
      { metricName: `${duration}_count`, labels: { operation }, value: sum },
    ];
  };
  return {
    name: duration,
    get: async () => ({
      name: duration,
      help: 'Time from a request’s head to the end of its answer.',
      type: 'histogram',
      aggregator: 'sum',
      values: [...requests].flatMap(valuesOf),
    }),
  };
}
