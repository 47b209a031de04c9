import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startMailServer } from '../testing/mail-server.js';
import { hurried, openOutbox } from './outbox.fixture.js';
import { smtpOptions } from './smtp-transport.js';
import { openTransport } from './transports.js';

let outbox: Awaited<ReturnType<typeof openOutbox>>;
beforeEach(async () => {
  outbox = await openOutbox();
});
afterEach(() => outbox.close());

// The certificate that smtp-server brings along is signed by nobody.
const kinds = {
  'smtps from the start': { scheme: 'smtps', options: { secure: true } },
  'smtp that turns to TLS': { scheme: 'smtp', options: { disabledCommands: [] } },
  'smtp in clear': { scheme: 'smtp', options: { disabledCommands: ['STARTTLS'] } },
};

/** Tries to send one mail to a server, at an address with a query. */
async function send(kind: keyof typeof kinds, query = '') {
  const { scheme, options } = kinds[kind];
  const passwords: string[] = [];
  const server = await startMailServer(options);
  server.state.faults = { auth: (password) => void passwords.push(password) };
  outbox.onClose(server.close);
  const url = `${scheme}://profile:hunter22@127.0.0.1:${server.port}/${query}`;
  const transport = openTransport(url);
  outbox.onClose(() => transport.close());
  await outbox.put(await outbox.signUp(), 'password-changed', {});
  outbox.worker({ transport: hurried(transport, () => 5_000) });
  await vi.waitFor(() => expect(outbox.log).toHaveLength(1), 20_000);
  const [line] = outbox.log;
  return { line, passwords, encrypted: server.taken.map((mail) => mail.encrypted) };
}

it.each(['smtps from the start', 'smtp that turns to TLS'] as const)(
  '%s: a bad certificate is refused, in the log as what it is',
  async (kind) => {
    const { line, passwords, encrypted } = await send(kind);
    expect(line).toMatchObject({
      level: 'warn',
      message: 'mail failed',
      error: expect.stringMatching(/certificate/),
    });
    expect([passwords, encrypted]).toEqual([[], []]);
  },
);

it.each(['smtps from the start', 'smtp that turns to TLS'] as const)(
  '%s: a certificate that is to be taken is, and the mail goes encrypted',
  async (kind) => {
    const { passwords, encrypted } = await send(kind, '?tls.rejectUnauthorized=false');
    expect([passwords, encrypted]).toEqual([['hunter22'], [true]]);
  },
);

it('a server that does not encrypt gets nothing when it has to', async () => {
  const { line, passwords, encrypted } = await send('smtp in clear', '?requireTLS=true');
  expect(line).toMatchObject({
    message: 'mail failed',
    error: expect.stringMatching(/^Error upgrading connection with STARTTLS: 5/),
  });
  expect([passwords, encrypted]).toEqual([[], []]);
});

it('a server on this machine may take a password in clear', async () => {
  const { passwords, encrypted } = await send('smtp in clear');
  expect([passwords, encrypted]).toEqual([['hunter22'], [false]]);
});

it.each([
  ['smtp://profile:hunter22@mail.example.com', true],
  ['smtp://profile:hunter22@10.0.0.5:25', true],
  ['smtp://mail.example.com', false],
  ['smtp://profile:hunter22@localhost:1025', false],
  ['smtp://profile:hunter22@[::1]:1025', false],
])('%s has to encrypt: %s', (url, requireTLS) => {
  expect(smtpOptions(url)).toMatchObject({ requireTLS });
});
