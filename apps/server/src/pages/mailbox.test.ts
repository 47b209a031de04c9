import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../mail/message.js';
import { openTransport } from '../mail/transports.js';
import { startApp, type TestApp } from '../testing/app.js';

const message = (id: string, date: string, given: Partial<Message> = {}): Message => ({
  from: 'Profile <no-reply@localhost>',
  to: { name: '', address: `${id}@example.com` },
  subject: `Hello <${id}>`,
  text: `Open this:\n\nhttp://localhost/account/verify-email?token=${id}\n`,
  html: `<html><head></head><body><a href="http://localhost/x">Open</a></body></html>`,
  messageId: `<mail_${id}@localhost>`,
  date: new Date(date),
  headers: {
    'X-Profile-Mail': 'verify-email',
    'Auto-Submitted': 'auto-generated',
    'Content-Language': 'en',
  },
  ...given,
});

async function write(app: TestApp, ...messages: Message[]): Promise<void> {
  const transport = openTransport(app.config.mailUrl);
  for (const each of messages) await transport.send(each, AbortSignal.timeout(5_000));
}

const paths = ['/dev/mailbox', '/dev/mailbox.json', '/dev/mailbox.css', '/dev/mailbox/x.eml'];
const notFound = [404, { detail: 'Not Found', code: 'not_found' }];

describe('The mailbox of development', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
    await write(
      app,
      message('ada', '2026-01-01T12:00:00Z'),
      message('eve', '2026-01-02T12:00:00Z', {
        html: '<style>p{color:red}</style><p>Hi</p><script>alert(1)</script>',
      }),
    );
  });
  afterAll(() => app.close());

  const get = (path: string) => fetch(app.url + path);
  const mails = async () =>
    ((await (await get('/dev/mailbox.json')).json()) as { mails: { name: string }[] }).mails;

  it('gives programs what was mailed, the newest first', async () => {
    expect(await mails()).toMatchObject([
      { to: 'eve@example.com' },
      {
        name: expect.stringMatching(/-verify-email-mail_ada\.eml$/),
        kind: 'verify-email',
        to: 'ada@example.com',
        subject: 'Hello <ada>',
        at: '2026-01-01T12:00:00.000Z',
        text: expect.stringContaining('Open this:'),
        links: ['http://localhost/account/verify-email?token=ada'],
      },
    ]);
  });

  it('shows people the same, escaped, as a page that runs and loads nothing of others', async () => {
    const response = await get('/dev/mailbox');
    const page = await response.text();
    expect(page).toContain('<span class="subject">Hello &lt;ada&gt;</span>');
    expect(page).toContain('href="http://localhost/account/verify-email?token=ada"');
    expect(page).not.toMatch(/<script|allow-scripts|allow-same-origin|allow-forms/);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
      'content-type': 'text/html; charset=utf-8',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  });

  it('lets a mail show its own styles and do nothing else', async () => {
    const [eve, ada] = await mails();
    const response = await get(`/dev/mailbox/${eve?.name}`);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'none'");
    expect(policy).toContain('img-src data:');
    expect(policy).toMatch(/style-src-elem 'sha256-[\w+/]{43}='/);
    expect(policy).toMatch(
      /sandbox allow-popups allow-popups-to-escape-sandbox allow-top-nav[\w-]+$/,
    );
    expect(policy).not.toMatch(/unsafe|allow-scripts|allow-same-origin|\*|https?:/);
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    const plain = await get(`/dev/mailbox/${ada?.name}`);
    expect(await plain.text()).toMatch(/<head><base target="_top">/);
    expect(plain.headers.get('content-security-policy')).toContain("style-src-elem 'none'");
  });

  it.each([
    'nobody.eml',
    '..%2fprofile.db',
    '..%2f..%2f..%2fetc%2fpasswd',
    '%2e%2e%2fprofile.db',
    '.hidden.eml',
    '..%00.eml',
  ])('has no mail %s', async (name) => {
    expect((await get(`/dev/mailbox/${name}`)).status).toBe(404);
  });

  it.each([
    ['another name that leads here', ['Host: evil.example']],
    ['another name with our port', ['Host: evil.example:8080']],
    ['a name that begins like ours', ['Host: localhost.evil.example']],
    ['another machine', ['Host: 192.168.1.5']],
    ['no name', ['Host: ']],
    ['a proxy', ['Host: localhost', 'X-Forwarded-For: 203.0.113.9']],
    ['a proxy by its standard header', ['Host: localhost', 'Forwarded: for=203.0.113.9']],
  ])('is not there for %s', async (_, headers) => {
    for (const path of paths) {
      const answer = await app.raw(`GET ${path}`, headers);
      expect([answer?.status, answer?.body]).toEqual(notFound);
    }
  });

  it.each(['localhost', 'localhost:8080', '127.0.0.1:1', '[::1]:8080', 'LOCALHOST'])(
    'is there under the name %s',
    async (name) => {
      expect((await app.raw('GET /dev/mailbox', [`Host: ${name}`]))?.status).toBe(200);
    },
  );

  it('is empty while nobody has mailed anything', async () => {
    const fresh = await startApp();
    expect((await fresh.raw('GET /dev/mailbox'))?.text).toContain('No mails yet.');
    await fresh.close();
  });
});

describe('The mailbox is the ordinary 404', () => {
  it.each<[string, Record<string, string>]>([
    ['in production', { NODE_ENV: 'production' }],
    ['when it listens to other machines', { HOST: '0.0.0.0' }],
    ['when it is known under a public name', { PUBLIC_URL: 'https://accounts.example.com' }],
    ['when mail goes out by SMTP', { MAIL_URL: 'smtp://127.0.0.1:1' }],
  ])('%s', async (_, env) => {
    const app = await startApp(env);
    for (const path of paths) {
      for (const method of ['GET', 'POST']) {
        const answer = await app.raw(`${method} ${path}`);
        expect([answer?.status, answer?.body]).toEqual(notFound);
      }
    }
    await app.close();
  });
});
