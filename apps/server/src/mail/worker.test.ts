import { rmSync, writeFileSync } from 'node:fs';
import { openStore, type Store } from '@profile/db';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { catching, hour, openOutbox } from './outbox.fixture.js';
import { openTransport, type Transport } from './transports.js';

let outbox: Awaited<ReturnType<typeof openOutbox>>;
let files: Transport;

beforeEach(async () => {
  outbox = await openOutbox();
  files = openTransport(`file:${outbox.mails}`);
});
afterEach(() => outbox.close());

describe('a transport that fails', () => {
  it('is tried again after a pause, with the same Message-ID, until it takes the mail', async () => {
    // A folder that cannot be made, because a file has its name.
    rmSync(outbox.mails, { recursive: true });
    writeFileSync(outbox.mails, '');
    const messageIds: string[] = [];
    const transport = catching((message, signal) => {
      messageIds.push(message.messageId);
      return files.send(message, signal);
    });
    const worker = outbox.worker({ transport });
    const { mail } = await outbox.askToVerify(await outbox.signUp());
    for (const tries of [1, 2, 3]) {
      worker.wake();
      await vi.waitFor(() => expect(outbox.log).toHaveLength(tries), 20_000);
      expect(outbox.log.at(-1)).toMatchObject({
        level: 'warn',
        message: 'mail failed',
        mail: mail.id,
      });
      outbox.letPass(60_000);
    }
    await worker.stop();
    const [row] = await outbox.waiting();
    expect(row).toMatchObject({ tries: 3, last_error: expect.stringContaining('EEXIST') });

    rmSync(outbox.mails);
    worker.start();
    await vi.waitFor(() => expect(outbox.written()).toHaveLength(1), 20_000);
    expect(new Set(messageIds)).toEqual(new Set([`<${mail.id}@accounts.example.com>`]));
  });

  it('is given up after a day', async () => {
    const user = await outbox.signUp();
    await outbox.put(user, 'password-changed', {});
    outbox.letPass(25 * hour);
    outbox.worker({ transport: catching(() => Promise.reject(new Error('away'))) });
    await vi.waitFor(() => expect(outbox.log).toHaveLength(1), 20_000);
    expect(outbox.log[0]).toMatchObject({ message: 'mail abandoned', error: 'away' });
    expect(await outbox.waiting()).toEqual([]);
  });

  it('and a kind that nobody wrote a template for are both tried again', async () => {
    await outbox.put(await outbox.signUp(), 'news', {});
    outbox.worker({ transport: files });
    await vi.waitFor(() => expect(outbox.log).toHaveLength(1), 20_000);
    expect(outbox.log[0]).toMatchObject({ error: 'There is no template for news' });
    expect(await outbox.waiting()).toHaveLength(1);
  });
});

describe('workers', () => {
  it('on one database never send a mail twice', async () => {
    const user = await outbox.signUp();
    for (let count = 0; count < 60; count++) await outbox.put(user, 'password-changed', {});
    const transport = catching();
    const workers = [1, 2, 3].map(() => outbox.worker({ transport }));
    for (const worker of workers) worker.wake();
    await vi.waitFor(() => expect(outbox.log).toHaveLength(60), 20_000);
    expect(outbox.log.every(({ message }) => message === 'mail sent')).toBe(true);
    expect(transport.caught).toHaveLength(60);
    expect(new Set(transport.caught.map(({ messageId }) => messageId)).size).toBe(60);
  });

  it('have as many mails under way as the transport takes at once, and one that hangs holds up no other', async () => {
    let most = 0;
    let under = 0;
    let letGo = () => {};
    const hanging = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let fill = () => {};
    // Sending ten milliseconds is too short for five to meet where taking a mail takes longer.
    const full = new Promise<void>((resolve) => {
      fill = resolve;
    });
    const transport = catching(async () => {
      const first = transport.caught.length === 1;
      most = Math.max(most, ++under);
      if (under === 5) fill();
      await full;
      await (first ? hanging : new Promise((resolve) => setTimeout(resolve, 10)));
      under--;
    });
    const user = await outbox.signUp();
    for (let count = 0; count < 25; count++) await outbox.put(user, 'password-changed', {});
    outbox.worker({ transport });
    await vi.waitFor(() => expect(outbox.log).toHaveLength(24), 20_000);
    expect([most, under]).toEqual([5, 1]);
    letGo();
    await vi.waitFor(() => expect(outbox.log).toHaveLength(25), 20_000);
    expect(transport.caught).toHaveLength(25);
  });

  it('empty a long outbox without waiting for the next poll', async () => {
    const user = await outbox.signUp();
    for (let count = 0; count < 25; count++) await outbox.put(user, 'password-changed', {});
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      await new Promise<void>((resolve) => {
        let left = 25;
        const transport = catching(async () => {
          left -= 1;
          if (left === 0) resolve();
        });
        outbox.worker({ transport });
      });
    } finally {
      vi.useRealTimers();
    }
  });

  it('wait at their stop for the mail under way, and take no other', async () => {
    const transport = catching(() => new Promise((resolve) => setTimeout(resolve, 200)));
    const user = await outbox.signUp();
    await outbox.put(user, 'password-changed', {});
    const worker = outbox.worker({ transport });
    await vi.waitFor(() => expect(transport.caught).toHaveLength(1), 20_000);
    await outbox.put(user, 'password-changed', {});
    await worker.stop();
    expect(outbox.log).toHaveLength(1);
    worker.wake();
    expect(await outbox.waiting()).toHaveLength(1);
    expect(transport.caught).toHaveLength(1);
  });

  it('outlive a database that is away, say so once, and then go on', async () => {
    const broken = await openStore(outbox.database);
    let away = true;
    const outboxAway =
      (take: Store['outbox']['take']): Store['outbox']['take'] =>
      async (...given) => {
        if (away) throw new Error('the database is away');
        return take(...given);
      };
    const store = { ...broken, outbox: { ...broken.outbox, take: outboxAway(broken.outbox.take) } };
    outbox.onClose(() => broken.close());
    const worker = outbox.worker({ transport: files, store });
    await outbox.askToVerify(await outbox.signUp());
    for (let count = 0; count < 5; count++) {
      worker.wake();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(outbox.log).toMatchObject([{ level: 'error', message: 'the outbox is out of reach' }]);
    away = false;
    await vi.waitFor(() => expect(outbox.written()).toHaveLength(1), 20_000);
  });

  it('do not send again what they could only not note as sent, and note it when they can', async () => {
    const flaky = await openStore(outbox.database);
    let away = true;
    const sent: Store['outbox']['sent'] = async (...given) => {
      if (away) throw new Error('the database is away');
      return flaky.outbox.sent(...given);
    };
    outbox.onClose(() => flaky.close());
    const transport = catching();
    const store = { ...flaky, outbox: { ...flaky.outbox, sent } };
    const worker = outbox.worker({ transport, store });
    const { id } = await outbox.put(await outbox.signUp(), 'password-changed', {});
    worker.wake();
    await vi.waitFor(() => expect(outbox.log).toHaveLength(1), 20_000);
    // Even when the lease has ended meanwhile.
    outbox.letPass(61_000);
    worker.wake();
    away = false;
    // A second worker would send it, were it not noted before.
    await vi.waitFor(() => expect(outbox.log).toHaveLength(2), 20_000);
    expect(outbox.log[1]).toMatchObject({ message: 'mail sent', mail: id });
    outbox.worker({ transport }).wake();
    expect(await outbox.store.outbox.byId(id)).toMatchObject({ state: 'sent', tries: 0 });
    expect(transport.caught).toHaveLength(1);
  });

  it('that were too slow leave the mail to whoever took it over', async () => {
    const user = await outbox.signUp();
    const { id } = await outbox.put(user, 'password-changed', {});
    let fail = (_: Error) => {};
    const slow = catching(
      () =>
        new Promise((_, reject) => {
          fail = reject;
        }),
    );
    outbox.worker({ transport: slow });
    await vi.waitFor(() => expect(slow.caught).toHaveLength(1), 20_000);
    outbox.letPass(61_000);
    const second = catching(() => new Promise(() => {}));
    outbox.worker({ transport: second });
    // The first one may find it as well, and knows that it has it in hand still.
    await vi.waitFor(async () => {
      const [mail] = await outbox.store.outbox.list(1);
      expect(Date.parse(mail?.next_try_at ?? '')).toBeGreaterThan(outbox.now().getTime());
    }, 20_000);
    fail(new Error('away'));
    await vi.waitFor(() => expect(outbox.log).toHaveLength(1), 20_000);
    expect(outbox.log).toMatchObject([{ message: 'mail taken over by another worker', mail: id }]);
    expect(await outbox.store.outbox.byId(id)).toMatchObject({ state: 'pending', tries: 0 });
    expect(slow.caught).toHaveLength(1);
  });
});
