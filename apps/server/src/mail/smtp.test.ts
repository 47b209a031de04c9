import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { hour, openOutbox } from './outbox.fixture.js';
import { openTransport, type Transport } from './transports.js';

let outbox: Awaited<ReturnType<typeof openOutbox>>;
beforeEach(async () => {
  outbox = await openOutbox();
});
afterEach(() => outbox.close());

type Answer = (callback: (error?: Error | null) => void) => void;
const answer =
  (responseCode: number, text: string): Answer =>
  (callback) =>
    callback(Object.assign(new Error(text), { responseCode }));
const accept: Answer = (callback) => callback();

/** A real mail server on a port of its own that keeps what it is given. */
async function listen({ port = 0, onRcpt = accept, onEnd = accept } = {}) {
  const recipients: string[] = [];
  const mails: Buffer[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    closeTimeout: 100,
    onRcptTo({ address }, _session, callback) {
      recipients.push(address);
      onRcpt(callback);
    },
    onData(stream, _session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push(Buffer.concat(chunks));
        onEnd(callback);
      });
    },
  });
  const listening = server.listen(port, '127.0.0.1');
  await new Promise((resolve) => listening.once('listening', resolve));
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { recipients, mails, close, port: (listening.address() as AddressInfo).port };
}

function openSmtp(port: number, deadline = 10_000) {
  const transport = openTransport(`smtp://127.0.0.1:${port}`);
  outbox.onClose(() => transport.close());
  return { ...transport, send: hurried(transport, deadline) };
}

/** As the worker's patience, but shorter than a test has. */
const hurried =
  ({ send }: Transport, deadline: number): Transport['send'] =>
  (message, signal) =>
    send(message, AbortSignal.any([signal, AbortSignal.timeout(deadline)]));

it('delivers over SMTP to exactly the one address', async () => {
  const server = await listen();
  outbox.onClose(server.close);
  const user = await outbox.signUp({ first_name: 'eve@evil.example,' }, "o'hara+1@example.com");
  const { mail } = await outbox.askToVerify(user);
  outbox.worker({ transport: openSmtp(server.port) });
  await vi.waitFor(() => expect(outbox.log).toMatchObject([{ message: 'mail sent' }]), 4_000);
  expect(server.recipients).toEqual([user.email]);
  const [source = ''] = server.mails;
  const read = await PostalMime.parse(source);
  expect(read.messageId).toBe(`<${mail.id}@accounts.example.com>`);
  expect(read.text).toContain('/account/verify-email?token=');
});

it('sends many over the connections it keeps, each once', async () => {
  const server = await listen();
  outbox.onClose(server.close);
  const addresses = Array.from({ length: 15 }, (_, index) => `user${index}@example.com`);
  for (const email of addresses) await outbox.askToVerify(await outbox.signUp({}, email));
  outbox.worker({ transport: openSmtp(server.port) });
  await vi.waitFor(() => expect(outbox.log).toHaveLength(15), 4_000);
  expect(server.recipients.sort()).toEqual(addresses.sort());
});

it('tries again when the server was down', async () => {
  const { port, close } = await listen();
  await close();
  await outbox.askToVerify(await outbox.signUp());
  outbox.worker({ transport: openSmtp(port) });
  await vi.waitFor(() => expect(outbox.log).toHaveLength(1), 4_000);
  expect(outbox.log[0]).toMatchObject({
    message: 'mail failed',
    error: expect.stringContaining('ECONNREFUSED'),
    next_try_at: expect.stringMatching(/Z$/),
  });

  const server = await listen({ port });
  outbox.onClose(server.close);
  outbox.letPass(10_000);
  await vi.waitFor(() => expect(server.mails).toHaveLength(1), 3_000);
});

it('gives up at once when the recipient is refused for good', async () => {
  const onRcpt = answer(550, '5.1.1 <ada@example.com> unknown');
  const server = await listen({ onRcpt });
  outbox.onClose(server.close);
  const { mail } = await outbox.askToVerify(await outbox.signUp());
  outbox.worker({ transport: openSmtp(server.port) });
  await vi.waitFor(() => expect(outbox.log).toHaveLength(1), 4_000);
  expect(outbox.log).toEqual([
    {
      level: 'error',
      message: 'mail abandoned',
      mail: mail.id,
      kind: 'verify-email',
      error: '550 5.1.1 [address] unknown',
      next_try_at: null,
    },
  ]);
  outbox.letPass(2 * hour);
  expect(await outbox.waiting()).toEqual([]);
  expect(server.recipients).toHaveLength(1);
});

it.each([
  ['the recipient is refused for now', { onRcpt: answer(450, '4.2.0 greylisted') }, '450 4.2.0'],
  ['the message is refused', { onEnd: answer(554, '5.7.1 not from here') }, '554 5.7.1'],
])('tries again when %s', async (_, answers, error) => {
  const server = await listen(answers);
  outbox.onClose(server.close);
  await outbox.askToVerify(await outbox.signUp());
  const worker = outbox.worker({ transport: openSmtp(server.port) });
  await vi.waitFor(() => expect(outbox.log).toHaveLength(1), 4_000);
  await worker.stop();
  expect(outbox.log).toMatchObject([
    { message: 'mail failed', error: expect.stringContaining(error) },
  ]);
  expect(await outbox.waiting()).toMatchObject([{ tries: 1 }]);
});

it('waits for a server that stalls no longer than its deadline, and closes at once', async () => {
  const server = await listen({ onEnd: () => {} });
  outbox.onClose(server.close);
  await outbox.askToVerify(await outbox.signUp());
  outbox.worker({ transport: openSmtp(server.port, 300) });
  await vi.waitFor(() => expect(outbox.log).toHaveLength(1), 4_000);
  expect(outbox.log).toMatchObject([
    { message: 'mail failed', error: 'The server did not take the mail in time' },
  ]);
});

it('refuses other addresses without repeating their password', () => {
  expect(() => openTransport('http://user:hunter2@example.com')).toThrow(/^MAIL_URL must begin/);
  expect(() => openTransport('file:relative')).toThrow('must be absolute');
});
