import PostalMime from 'postal-mime';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { never, reply, startMailServer } from '../testing/mail-server.js';
import type { Message } from './message.js';
import { hour, hurried, openOutbox } from './outbox.fixture.js';
import { openTransport } from './transports.js';

let outbox: Awaited<ReturnType<typeof openOutbox>>;
let server: Awaited<ReturnType<typeof startMailServer>>;
beforeEach(async () => {
  outbox = await openOutbox();
  server = await startMailServer();
});
afterEach(async () => {
  await outbox.close();
  await server.close();
});

function startWorker(patience = 10_000): void {
  const transport = openTransport(`smtp://127.0.0.1:${server.port}`);
  outbox.onClose(() => transport.close());
  outbox.worker({ transport: hurried(transport, () => patience) });
}

it('delivers over SMTP to exactly the one address', async () => {
  const user = await outbox.signUp({ first_name: 'eve@evil.example,' }, "o'hara+1@example.com");
  const { mail } = await outbox.askToVerify(user);
  startWorker();
  await vi.waitFor(() => expect(outbox.log).toMatchObject([{ message: 'mail sent' }]), 20_000);
  expect(server.state.recipients).toEqual([user.email]);
  const read = await PostalMime.parse(server.taken[0]?.source ?? '');
  expect(read.messageId).toBe(`<${mail.id}@accounts.example.com>`);
  expect(read.text).toContain('/account/verify-email?token=');
});

it('sends many over the five connections it keeps, each once', async () => {
  const addresses = Array.from({ length: 15 }, (_, index) => `user${index}@example.com`);
  for (const email of addresses) await outbox.askToVerify(await outbox.signUp({}, email));
  startWorker();
  await vi.waitFor(() => expect(outbox.log).toHaveLength(15), 20_000);
  expect(server.state.recipients.sort()).toEqual(addresses.sort());
  expect(server.state.connections).toBeLessThanOrEqual(5);
});

it('gives up at once when the recipient is refused for good', async () => {
  server.state.faults = {
    rcpt() {
      throw reply(550, '5.1.1 <ada@example.com> unknown');
    },
  };
  const { mail } = await outbox.askToVerify(await outbox.signUp());
  startWorker();
  await vi.waitFor(() => expect(outbox.log).toHaveLength(1), 20_000);
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
  expect(server.state.recipients).toHaveLength(1);
});

it('waits for a server that stalls no longer than its patience, and closes at once', async () => {
  server.state.faults = { kept: never };
  await outbox.askToVerify(await outbox.signUp());
  startWorker(300);
  await vi.waitFor(() => expect(outbox.log).toHaveLength(1), 20_000);
  const error = 'The server did not take the mail in time';
  expect(outbox.log).toMatchObject([{ message: 'mail failed', error }]);
});

it('lets mails that queue behind slow ones wait no longer than that either', async () => {
  server.state.faults = { data: never };
  for (let i = 0; i < 5; i++)
    await outbox.askToVerify(await outbox.signUp({}, `u${i}@example.com`));
  // One connection for five mails, as if the worker had more slots than that; and one end for them all, or
  // the connection of the first would be free for the next a moment before that one's own end.
  const smtp = openTransport(`smtp://127.0.0.1:${server.port}`);
  const end = AbortSignal.timeout(3_000);
  const transport = { ...smtp, slots: 5, send: (message: Message) => smtp.send(message, end) };
  outbox.onClose(() => smtp.close());
  outbox.worker({ transport });
  await vi.waitFor(() => expect(outbox.log).toHaveLength(5), 20_000);
  expect(server.state.recipients).toHaveLength(1);
});

it('refuses other addresses without repeating their password', () => {
  expect(() => openTransport('http://user:hunter2@example.com')).toThrow(/^MAIL_URL must begin/);
  expect(() => openTransport('file:relative')).toThrow('must be absolute');
});
