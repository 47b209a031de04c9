import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { asFailure } from '@profile/api';
import { createDatabase } from '@profile/databases';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { assemble } from '../assemble.js';
import { readConfig } from '../config.js';
import type { Message } from '../mail/message.js';
import { startTracing } from './start.js';

const password = 'violet-anchor-73-mosaic';
const ours = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };

/** A span as OTLP has it in JSON. */
interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  status: { code: number };
  attributes: { key: string; value: Record<string, unknown> }[];
}

interface Sent {
  resourceSpans: {
    resource: { attributes: Span['attributes'] };
    scopeSpans: { spans: Span[] }[];
  }[];
}

/** Takes what is sent, as a collector would. */
async function startCollector() {
  const requests: { url: string; headers: IncomingHttpHeaders; sent: Sent; text: string }[] = [];
  const server = createServer(async (request, response) => {
    const sent = (await json(request)) as Sent;
    const { url = '', headers } = request;
    requests.push({ url, headers, sent, text: JSON.stringify(sent) });
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    spans: () =>
      requests.flatMap(({ sent }) =>
        sent.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
      ),
  };
}

async function startTraced(url: string, given: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'profile-traces-'));
  const database = await createDatabase();
  const config = readConfig({
    SECRET: randomBytes(32).toString('base64'),
    DATABASE_URL: database.url,
    MEDIA_URL: `file:${folder}/media`,
    LIMITS: 'off',
    LOG_LEVEL: 'silent',
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    ...given,
  });
  const mails: Message[] = [];
  const transport = {
    slots: 1,
    send: async (message: Message) => void mails.push(message),
    close: async () => {},
  };
  const tracing = startTracing(config.tracesUrl ?? '', asFailure);
  const server = await assemble({ config, transport, tracing });
  const origin = await server.app.listen({ host: '127.0.0.1', port: 0 });
  const stop = async () => {
    await server.stop();
    await database.remove();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...server, origin, mails, stop };
}

const post = (url: string, body: object, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

const account = { email: 'ada@example.com', username: 'ada', password };
const register = '/api/v1/auth/register';

describe('A trace', () => {
  it('goes from the caller’s span through door, procedure, hashing and database to the mail', async () => {
    const collector = await startCollector();
    const server = await startTraced(collector.url);
    const traceparent = `00-${ours.traceId}-${ours.spanId}-01`;
    const made = await post(server.origin + register, account, { traceparent });
    expect(made.status).toBe(201);
    await made.text();
    server.start();
    await server.worker.drain();
    expect(server.mails).toHaveLength(1);
    await server.stop();

    const spans = collector.spans().filter(({ traceId }) => traceId === ours.traceId);
    const named = (name: string) => {
      const found = spans.filter((span) => span.name === name);
      expect([name, found.length]).toEqual([name, 1]);
      return found[0] as Span;
    };
    const parentOf = ({ parentSpanId }: Span) =>
      parentSpanId === ours.spanId
        ? 'the caller'
        : spans.find(({ spanId }) => spanId === parentSpanId)?.name;
    expect(parentOf(named(`POST ${register}`))).toBe('the caller');
    expect(parentOf(named('auth.register'))).toBe(`POST ${register}`);
    expect(parentOf(named('argon2 hash'))).toBe('auth.register');
    expect(parentOf(named('sql transaction'))).toBe('auth.register');
    for (const name of ['sql accounts.create', 'sql sessions.create', 'sql outbox.add']) {
      expect([name, parentOf(named(name))]).toEqual([name, 'sql transaction']);
    }
    expect(named(`POST ${register}`).kind).toBe(2);
    expect(parentOf(named('mail verify-email'))).toBe('sql transaction');
  });

  it('has nothing in it that somebody typed or was given', async () => {
    const collector = await startCollector();
    const server = await startTraced(collector.url);
    const tokens = await (await post(server.origin + register, account)).json();
    const { access_token, refresh_token } = tokens as Record<string, string>;
    const authorization = `Bearer ${access_token}`;
    await post(`${server.origin}/api/v1/auth/login?secret=in-the-query`, {
      login: account.email,
      password: 'a wrong password',
    });
    await post(`${server.origin}/trpc/profile.update`, { first_name: 'Typed' }, { authorization });
    await fetch(`${server.origin}/no/such/thing-at-all`);
    await server.stop();
    const text = collector.requests.map((each) => each.text).join();
    expect(text).toContain('auth.login');
    expect(text).toContain('profile.update');
    for (const secret of [
      ...[account.email, password, 'a wrong password', 'in-the-query', 'Typed', 'thing-at-all'],
      ...[access_token, refresh_token],
    ]) {
      expect(text).not.toContain(secret);
    }
  });

  it('says by its code what was refused, and calls only our own faults errors', async () => {
    const collector = await startCollector();
    const server = await startTraced(collector.url);
    await fetch(`${server.origin}/trpc/profile.get`);
    await fetch(`${server.origin}/trpc/sessions.list,profile.get?batch=1`);
    await server.stop();
    const spans = collector.spans();
    const attribute = ({ attributes }: Span, name: string) =>
      attributes.find(({ key }) => key === name)?.value.stringValue;
    const calls = spans.filter(({ name }) => name === 'profile.get');
    expect(calls).toHaveLength(2);
    for (const call of calls) {
      expect([attribute(call, 'error.type'), call.status.code]).toEqual(['not_authenticated', 0]);
    }
    const [, batch] = spans.filter(({ name }) => name === 'GET /trpc/:path');
    expect(batch && attribute(batch, 'profile.operation')).toBe('sessions.list,profile.get');
  });

  it('is of nothing that nobody asked for', async () => {
    const collector = await startCollector();
    const server = await startTraced(collector.url);
    server.start();
    await server.worker.drain();
    await server.catchUp();
    await server.stop();
    expect(collector.spans()).toEqual([]);
  });
});

describe('A collector', () => {
  it('is told whose traces these are', async () => {
    const collector = await startCollector();
    const server = await startTraced(`${collector.url}/`);
    await fetch(`${server.origin}/healthz`);
    await server.stop();
    const [first] = collector.requests;
    expect(first?.url).toBe('/v1/traces');
    const attributes = first?.sent.resourceSpans[0]?.resource.attributes ?? [];
    expect(attributes).toContainEqual({ key: 'service.name', value: { stringValue: 'profile' } });
  });

  it('that is away holds nobody up for long, and costs no request', async () => {
    // A port that is open and says nothing.
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const server = await startTraced(`http://127.0.0.1:${port}`);
    expect((await fetch(`${server.origin}/healthz`)).status).toBe(200);
    const stopped = vi.fn();
    await server.stop().then(stopped);
    expect(stopped).toHaveBeenCalledOnce();
    silent.closeAllConnections();
    silent.close();
  });
});
