import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { password, startApp, type TestApp } from '../testing/app.js';
import { listenForMetrics } from './door.js';

const token = 'of-this-test-and-no-other';
const bearer = { authorization: `Bearer ${token}` };

let app: TestApp;
beforeEach(async () => {
  app = await startApp({ METRICS_TOKEN: token, LIMITS: 'sign_in=2/1m' });
});
afterEach(() => app.close());

async function scrape(): Promise<string> {
  const answer = await fetch(`${app.url}/metrics`, { headers: bearer });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  return answer.text();
}

/** The value of one line, as Prometheus would read it; undefined when there is none. */
function value(text: string, series: string): number | undefined {
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length));
}

describe('Metrics', () => {
  it('count requests by what they asked for at any door, and refusals and events by their names', async () => {
    const account = await app.signUp();
    const { access_token, email } = account;
    for (const given of [password, 'wrong', 'again']) {
      await app.rest('POST', '/api/v1/auth/login', { body: { login: email, password: given } });
    }
    await app.rest('GET', '/api/v1/me', { token: access_token });
    await app.rpc('profile.get', undefined, access_token);
    await app.rpc('profile.get');
    await app.rest('GET', '/trpc/profile.get,sessions.list?batch=1', { token: access_token });
    await app.rest('GET', '/nothing/that/anybody/made/up');
    // A request is counted when its answer is out, so maybe after we had it.
    await vi.waitFor(async () => {
      const text = await scrape();
      expect(value(text, 'profile_http_requests_total{operation="none",status="404"}')).toBe(1);
    });
    const text = await scrape();
    const requests = (labels: string) => value(text, `profile_http_requests_total{${labels}}`);
    expect(requests('operation="profile.get",status="200"')).toBe(2);
    expect(requests('operation="profile.get",status="401"')).toBe(1);
    expect(requests('operation="batch",status="200"')).toBe(1);
    expect(requests('operation="auth.login",status="429"')).toBe(1);
    expect(value(text, 'profile_refusals_total{code="invalid_credentials"}')).toBe(1);
    expect(value(text, 'profile_refusals_total{code="not_authenticated"}')).toBe(1);
    expect(value(text, 'profile_audit_events_total{event="session.signed_in"}')).toBe(2);
    expect(value(text, 'profile_audit_events_total{event="access.rate_limited"}')).toBe(1);
    const took = 'profile_http_request_duration_seconds';
    expect(value(text, `${took}_count{operation="profile.get"}`)).toBe(3);
    expect(value(text, `${took}_bucket{operation="profile.get",le="+Inf"}`)).toBe(3);
    expect(value(text, `${took}_sum{operation="profile.get"}`)).toBeGreaterThan(0);
    expect(value(text, 'profile_outbox_mails')).toBe(1);
    expect(value(text, 'profile_outbox_oldest_seconds')).toBe(0);
    expect(value(text, 'profile_sessions')).toBe(2);
    expect(value(text, 'profile_database_up')).toBe(1);
    expect(value(text, 'profile_database_waiting')).toBe(0);
    expect(value(text, 'profile_hashing_waiting')).toBe(0);
    expect(text).toMatch(/^profile_nodejs_eventloop_lag_p99_seconds /m);
    expect(text).toMatch(/^profile_process_resident_memory_bytes /m);
    for (const secret of [email, access_token, account.username, 'made/up', token]) {
      expect(text).not.toContain(secret);
    }
  });

  it('are written as Prometheus wants them: names, help, types, buckets that add up', async () => {
    await app.signUp();
    await vi.waitFor(async () => expect(await scrape()).toContain('operation="auth.register"'));
    const text = await scrape();
    const names = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => ({
      name,
      type,
    }));
    expect(names.length).toBeGreaterThan(30);
    expect(new Set(names.map(({ name }) => name)).size).toBe(names.length);
    for (const { name, type } of names) {
      expect(name).toMatch(/^profile_[a-z0-9_]+$/);
      expect(text).toContain(`# HELP ${name} `);
      if (type === 'counter') expect(name).toMatch(/_total$/);
    }
    for (const line of text.split('\n').filter((each) => each !== '' && !each.startsWith('#'))) {
      expect(line).toMatch(
        /^profile_\w+(\{\w+="[^"\n]*"(,\w+="[^"\n]*")*\})? (-?[\d.]+(e[+-]\d+)?|Nan)$/,
      );
    }
    const buckets = [
      ...text.matchAll(/duration_seconds_bucket\{operation="auth.register",le="[^"]+"\} (\d+)/g),
    ].map(([, count]) => Number(count));
    expect(buckets).toHaveLength(14);
    expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
    expect(buckets.at(-1)).toBe(1);
  });

  it('have no numbers of a database that does not answer, and say so', async () => {
    const away = await startApp({ METRICS_TOKEN: token });
    await away.store.close();
    const text = await (await fetch(`${away.url}/metrics`, { headers: bearer })).text();
    expect(value(text, 'profile_database_up')).toBe(0);
    for (const name of [
      'profile_outbox_mails',
      'profile_outbox_oldest_seconds',
      'profile_sessions',
    ]) {
      expect(value(text, name)).toBeUndefined();
    }
    await away.app.close();
  });
});

describe('The door to them', () => {
  it.each([{}, { authorization: 'Bearer' }, { authorization: `Bearer ${token}x` }])(
    'is closed to %j',
    async (headers) => {
      const { status, body } = await app.rest('GET', '/metrics', { headers });
      expect([status, body.code]).toEqual([401, 'not_authenticated']);
    },
  );

  it('is not there when nobody asked for it', async () => {
    const other = await startApp();
    expect((await other.rest('GET', '/metrics', { headers: bearer })).status).toBe(404);
    await other.close();
  });

  it.each([
    [undefined, {}, 200],
    [token, {}, 401],
    [token, bearer, 200],
  ])(
    'at a port of its own asks for the token if there is one: %j, %j',
    async (asked, headers, status) => {
      const scraped = { type: 'text/plain; version=0.0.4', text: 'a 1\n' };
      const server = await listenForMetrics(async () => scraped, {
        host: '127.0.0.1',
        port: 0,
        token: asked,
      });
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const answer = await fetch(`${url}/metrics`, { headers });
      expect(answer.status).toBe(status);
      expect((await answer.text()) === scraped.text).toBe(status === 200);
      expect((await fetch(`${url}/other`, { headers })).status).toBe(404);
      expect((await fetch(`${url}/metrics`, { method: 'POST', headers })).status).toBe(405);
      server.closeAllConnections();
      server.close();
    },
  );

  it('at a port of its own says no more than that when measuring fails', async () => {
    const server = await listenForMetrics(() => Promise.reject(new Error('the secret reason')), {
      host: '127.0.0.1',
      port: 0,
      token: undefined,
    });
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
    expect([answer.status, await answer.text()]).toEqual([500, 'Measuring failed\n']);
    server.closeAllConnections();
    server.close();
  });
});
