import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { startServer } from './server.js';

const token = 'of-this-test-and-no-other';
const account = { email: 'ada@example.com', username: 'ada', password: 'violet-anchor-73-mosaic' };

it('the built server has metrics at a port of their own, and sends traces before it ends', async () => {
  const traces: string[] = [];
  const collector = createServer(async (request, response) => {
    traces.push(`${request.url} ${await text(request)}`);
    response.setHeader('content-type', 'application/json').end('{}');
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as AddressInfo;
  const server = await startServer({
    METRICS_PORT: '0',
    METRICS_TOKEN: token,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_SERVICE_NAME: 'accounts of this test',
  });
  await fetch(`${server.url}/api/v1/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  });
  const metricsUrl = /Metrics +(\S+)/.exec(server.output())?.[1] ?? '';
  const headers = { authorization: `Bearer ${token}` };
  for (const url of [metricsUrl, `${server.url}/metrics`]) {
    expect((await fetch(url)).status).toBe(401);
    const scraped = await (await fetch(url, { headers })).text();
    expect(scraped).toContain('profile_audit_events_total{event="session.signed_in"} 1\n');
    expect(scraped).toContain('\nprofile_process_cpu_seconds_total ');
    expect(scraped).toContain('\nprofile_sessions 1\n');
  }
  await server.stop();
  const sent = traces.join('\n');
  expect(sent).toMatch(/^\/v1\/traces /);
  for (const name of ['accounts of this test', 'auth.register', 'sql accounts.create']) {
    expect(sent).toContain(name);
  }
  expect(sent).not.toContain(account.email);
  collector.close();
});
