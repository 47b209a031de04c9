import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.js';

const read = (env: Record<string, string>) => readConfig({ SECRET: 'x'.repeat(32), ...env });

describe('What is told of the server', () => {
  it('goes where the settings say', () => {
    const set = {
      LOG_FORMAT: 'pretty',
      METRICS_PORT: '9090',
      METRICS_TOKEN: 'sixteen-or-more-',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318',
    };
    expect(read(set)).toMatchObject({
      logFormat: 'pretty',
      metricsPort: 9090,
      metricsToken: 'sixteen-or-more-',
      tracesUrl: 'http://localhost:4318',
    });
  });

  it.each([
    ['LOG_FORMAT', 'text'],
    ['METRICS_PORT', '65536'],
    ['METRICS_TOKEN', 'fifteen-or-less'],
    ['METRICS_TOKEN', 'a token with spaces'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'localhost:4318'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'grpc://localhost:4317'],
  ])('%s is refused as %j', (name, value) => {
    const faults = [expect.stringContaining(`${name} must `)];
    expect(() => read({ [name]: value })).toThrow(ConfigError);
    expect(() => read({ [name]: value })).toThrow(expect.objectContaining({ faults }));
  });
});
