import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { password, startApp, type TestApp } from '../testing/app.js';
import { catching } from './outbox.fixture.js';
import { createMailWorker } from './worker.js';

const register = '/api/v1/auth/register';
const requests: [about: string, line: string, headers: string[]][] = [
  ['another Host', `POST ${register}`, ['Host: evil.example']],
  ['a Host with a port', `POST ${register}`, ['Host: localhost:666']],
  ['X-Forwarded-Host', `POST ${register}`, ['X-Forwarded-Host: evil.example']],
  ['X-Forwarded-Proto', `POST ${register}`, ['X-Forwarded-Proto: gopher']],
  ['X-Forwarded-Port', `POST ${register}`, ['X-Forwarded-Port: 666']],
  ['X-Forwarded-Prefix', `POST ${register}`, ['X-Forwarded-Prefix: /evil']],
  ['X-Original-URL', `POST ${register}`, ['X-Original-URL: http://evil.example/']],
  ['X-Host', `POST ${register}`, ['X-Host: evil.example', 'X-HTTP-Host-Override: evil.example']],
  ['Forwarded', `POST ${register}`, ['Forwarded: host=evil.example;proto=http;for=192.0.2.1']],
  [
    'Origin and Referer',
    `POST ${register}`,
    ['Origin: http://evil.example', 'Referer: http://evil.example/'],
  ],
  ['a request line for a proxy', `POST http://evil.example${register}`, ['Host: evil.example']],
  ['a port in it', `POST http://evil.example:666${register}`, []],
];

let app: TestApp;
beforeAll(async () => {
  // Even a proxy that is trusted is not asked what we are called.
  app = await startApp({ PUBLIC_URL: 'https://accounts.example.com', TRUST_PROXY: '127.0.0.1' });
});
afterAll(() => app.close());

it('links in mails begin with PUBLIC_URL, whatever the request says', async () => {
  for (const [index, [about, line, headers]] of requests.entries()) {
    const body = JSON.stringify({ email: `person${index}@example.com`, password });
    const more = ['Content-Type: application/json', `Content-Length: ${body.length}`];
    const answer = await app.raw(line, [...headers, ...more], body);
    expect([about, answer?.status]).toEqual([about, 201]);
  }

  const transport = catching();
  const { store, services, config, now } = app;
  const { mailedSecrets } = services;
  const { publicUrl, mailFrom: from, mailTexts: texts } = config;
  const sources = { store, mailedSecrets, publicUrl, from, texts };
  const worker = createMailWorker({ ...sources, transport, now });
  worker.start();
  await vi.waitFor(() => expect(transport.caught).toHaveLength(requests.length), 10_000);
  await worker.stop();
  for (const { text, html, messageId, ...rest } of transport.caught) {
    const links = `${text} ${html}`.match(/\w+:\/\/[^\s"<]*/g) ?? [];
    expect(links.length).toBeGreaterThanOrEqual(3);
    expect(links.filter((link) => !link.startsWith('https://accounts.example.com/'))).toEqual([]);
    expect(messageId).toMatch(/@accounts\.example\.com>$/);
    expect(JSON.stringify([text, html, rest])).not.toMatch(/evil|:666|gopher/);
  }
});
