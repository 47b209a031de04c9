import { randomUUID } from 'node:crypto';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  inject,
  it,
  vi,
} from 'vitest';
import { password, startApp, type TestApp } from '../testing/app.js';
import { startMailServer } from '../testing/mail-server.js';
import { openOutbox } from './outbox.fixture.js';
import { openTransport } from './transports.js';

const poisoned = [
  'ada@example.com\r\nBcc: eve@evil.example',
  'ada@example.com\nRCPT TO:<eve@evil.example>',
  'ada@example.com\r\n.\r\nMAIL FROM:<eve@evil.example>',
  'ada@example.com\0eve@evil.example',
  'ada@example.com,eve@evil.example',
  'ada@example.com; eve@evil.example',
  'ada@example.com eve@evil.example',
  'ada@example.com> NOTIFY=SUCCESS ORCPT=rfc822;eve@evil.example',
  '"eve@evil.example" <ada@example.com>',
  'Ada <ada@example.com>',
  'ada@example.com (eve@evil.example)',
  'friends: ada@example.com, eve@evil.example;',
  '"ada smith"@example.com',
  '"ada@example.com,eve"@evil.example',
  'ada＠example.com',
  'ada@evil.example＠example.com',
  'ada@@example.com',
  'eve@evil.example@example.com',
  'eve%evil.example@example.com@x',
  'ada@[127.0.0.1]',
  'ada@[IPv6:::1]',
  'ada@127.0.0.1',
  'ada@2130706433',
  'ada@localhost',
  '@evil.example:ada@example.com',
  'ada@exam\u2028ple.com',
  '=?utf-8?q?ada=40evil.example=3e=00?=@',
  '-oQ/tmp -X/tmp/x@',
  '',
];

describe('A poisoned recipient is refused at the door:', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  it.each(poisoned)('%j', async (email) => {
    const body = { email, password, username: `u${randomUUID().slice(0, 8)}` };
    const { status, body: answer } = await app.rest('POST', '/api/v1/auth/register', { body });
    expect([status, answer]).toMatchObject([422, { detail: [{ loc: ['body', 'email'] }] }]);
    expect(await app.store.outbox.list(1)).toEqual([]);
  });
});

/** Those that a database keeps at all: PostgreSQL has no text with NUL. */
const kept = poisoned.filter(
  (address) => inject('dialect') === 'SQLite' || !address.includes('\0'),
);

describe('A poisoned recipient that got past every door', () => {
  let outbox: Awaited<ReturnType<typeof openOutbox>>;
  beforeEach(async () => {
    outbox = await openOutbox();
  });
  afterEach(() => outbox.close());

  it('never reaches the wire, and stops no other mail', async () => {
    const server = await startMailServer();
    outbox.onClose(server.close);
    const user = await outbox.signUp();
    for (const address of kept) {
      await outbox.put({ ...user, email: address }, 'password-changed', {});
    }
    const { id } = await outbox.put(user, 'password-changed', {});
    const transport = openTransport(`smtp://127.0.0.1:${server.port}`);
    outbox.onClose(() => transport.close());
    outbox.worker({ transport });
    await vi.waitFor(() => expect(outbox.log).toHaveLength(kept.length + 1), 20_000);

    expect(server.state.recipients).toEqual(['ada@example.com']);
    expect(server.taken).toMatchObject([{ from: 'no-reply@example.com', to: ['ada@example.com'] }]);
    const [head = ''] = server.taken[0]?.source.split('\r\n\r\n') ?? [];
    expect(head.match(/^(to|cc|bcc|from):.*$/gim)).toEqual([
      'From: Profile <no-reply@example.com>',
      'To: ada@example.com',
    ]);
    expect(JSON.stringify(server.taken)).not.toContain('evil');
    const list = await outbox.store.outbox.list(100);
    expect(list.filter(({ state }) => state === 'sent').map((mail) => mail.id)).toEqual([id]);
    const given = list.filter(({ state }) => state === 'abandoned');
    expect(new Set(given.map(({ last_error }) => last_error))).toEqual(
      new Set(['This is no address that mail can be sent to']),
    );
    expect(given.map(({ address }) => address).sort()).toEqual([...kept].sort());
  });
});
