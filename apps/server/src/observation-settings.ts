import type { LogFormat } from './log-output.js';

/** What is told of the server, and where. */
export interface Observation {
  /** By default what fits where it goes. */
  logFormat: LogFormat | undefined;
  /** Where metrics are; nowhere without either. */
  metricsPort: number | undefined;
  metricsToken: string | undefined;
  /** Where traces go, if anywhere. */
  tracesUrl: string | undefined;
}

export function readObservation(
  text: (name: string, otherwise: string) => string,
  integer: (name: string, otherwise: number, least: number, most: number) => number,
  fault: <T>(sentence: string, instead: T) => T,
): Observation {
  /** Undefined when it isn't set, or not to what it must be. */
  const given = (name: string, isRight: (value: string) => boolean, must: string) => {
    const value = text(name, '');
    if (value === '' || isRight(value)) return value || undefined;
    return fault(`${name} must ${must}`, undefined);
  };
  return {
    logFormat: given(
      'LOG_FORMAT',
      (value) => value === 'json' || value === 'pretty',
      'be json or pretty',
    ) as LogFormat | undefined,
    metricsPort: text('METRICS_PORT', '') ? integer('METRICS_PORT', 0, 0, 65_535) : undefined,
    metricsToken: given(
      'METRICS_TOKEN',
      (value) => /^[\x21-\x7e]{16,}$/.test(value),
      'have at least 16 characters and no spaces; make one with: openssl rand -hex 32',
    ),
    tracesUrl: given(
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
      'be a URL such as http://localhost:4318',
    ),
  };
}
