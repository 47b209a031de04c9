import { rmSync, statSync, writeFileSync } from 'node:fs';
import { openStore, type Store } from '@profile/db';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Message } from './message.js';
import { hour, openOutbox, publicUrl } from './outbox.fixture.js';
import { openTransport, type Transport } from './transports.js';

let outbox: Awaited<ReturnType<typeof openOutbox>>;
let files: Transport;

beforeEach(async () => {
  outbox = await openOutbox();
  files = openTransport(`file:${outbox.mails}`);
});
afterEach(() => outbox.close());

const header = (mail: { headers: { key: string; value: string }[] }, name: string) =>
  mail.headers.find(({ key }) => key === name)?.value;

/** A transport of the test's own that keeps what it is given. */
function catching(send: (message: Message) => Promise<void> = async () => {}) {
  const caught: Message[] = [];
  return {
    caught,
    async send(message: Message) {
      caught.push(message);
      await send(message);
    },
    async close() {},
  };
}

describe('a mail to a folder', () => {
  it('is there within a second of wake, whole, with both parts and its headers', async () => {
    const worker = outbox.worker({ transport: files });
    const { token, mail } = await outbox.askToVerify(await outbox.signUp());
    worker.wake();
    await vi.waitFor(() => expect(outbox.written()).toHaveLength(1), 1_000);

    const [name = ''] = outbox.written();
    expect(name).toBe(`${mail.created_at.replaceAll(':', '-')}-verify-email-${mail.id}.eml`);
    expect(statSync(`${outbox.mails}/${name}`).mode & 0o777).toBe(0o600);
    expect(statSync(outbox.mails).mode & 0o777).toBe(0o700);

    const read = await outbox.read(name);
    expect(read.from).toMatchObject({ name: 'Profile', address: 'no-reply@example.com' });
    expect(read.to).toEqual([{ name: '', address: 'ada@example.com' }]);
    expect(read.subject).toBe('Confirm your email address');
    expect(read.messageId).toBe(`<${mail.id}@accounts.example.com>`);
    expect(Date.parse(read.date ?? '')).toBe(Math.floor(Date.parse(mail.created_at) / 1e3) * 1e3);
    expect(header(read, 'x-profile-mail')).toBe('verify-email');
    expect(header(read, 'auto-submitted')).toBe('auto-generated');

    const row = await outbox.store.mailTokens.byId(token.id);
    if (!row) throw new Error('The token is gone');
    const link = `${publicUrl}/account/verify-email?token=${outbox.mailedSecrets.token(row)}`;
    expect(read.text?.split('\n')).toContain(link);
    expect(read.text?.split('\n')).toContain(outbox.mailedSecrets.code(row));
    expect(read.html).toContain(link);
  });

  it('overwrites itself when it is sent again, and finds a folder that was removed', async () => {
    const transport = catching();
    outbox.worker({ transport });
    await outbox.askToVerify(await outbox.signUp());
    await vi.waitFor(() => expect(transport.caught).toHaveLength(1), 2_000);
    rmSync(outbox.mails, { recursive: true });
    for (const message of [...transport.caught, ...transport.caught]) await files.send(message);
    expect(outbox.written()).toHaveLength(1);
  });

  it('is sent by the poll alone, and tells the log nothing but its id and kind', async () => {
    outbox.worker({ transport: files });
    const { mail } = await outbox.askToVerify(await outbox.signUp());
    await vi.waitFor(() => expect(outbox.log).toHaveLength(1), 2_000);
    const told = { level: 'info', message: 'mail sent', mail: mail.id, kind: 'verify-email' };
    expect(outbox.log).toEqual([told]);
    expect(await outbox.waiting()).toEqual([]);
  });
});

describe('names', () => {
  const name = '<b>Win</b> https://evil.example\r\nBcc: eve@example.com';

  it('are in no mail to an unproved address', async () => {
    const transport = catching();
    const ada = await outbox.signUp({ first_name: name });
    const bob = await outbox.signUp({ first_name: 'Bob' }, 'bob@example.com');
    for (const user of [ada, bob]) {
      await outbox.askToVerify(user);
      await outbox.put(user, 'password-changed', { ip: 'evil.example' });
    }
    outbox.worker({ transport });
    await vi.waitFor(() => expect(transport.caught).toHaveLength(4), 2_000);
    expect(JSON.stringify(transport.caught)).not.toMatch(/evil|Bob|Win|Bcc/);
  });

  it('greet the owner of a proved address, unless they are no plain names', async () => {
    for (const [first_name, email] of [
      [name, 'ada@example.com'],
      ['Bob', 'bob@example.com'],
    ] as const) {
      const user = await outbox.signUp({ first_name }, email);
      await outbox.store.accounts.verifyEmail(user.id, email, user.created_at);
      await outbox.put(user, 'password-changed', { at: user.created_at, ip: '2001:db8::1' });
    }
    outbox.worker({ transport: files });
    await vi.waitFor(() => expect(outbox.written()).toHaveLength(2), 2_000);
    const read = await Promise.all(outbox.written().map(outbox.read));
    const texts = new Map(read.map(({ to, text }) => [to?.[0]?.address, text]));
    expect(texts.get('ada@example.com')).toMatch(/^Hello,\n/);
    expect(texts.get('bob@example.com')).toMatch(/^Hello Bob,\n/);
    expect(texts.get('bob@example.com')).toContain('from the network address 2001:db8::1.');
    expect(JSON.stringify(read)).not.toMatch(/evil|eve@/);
  });
});

describe('a mail whose link would be dead is not sent', () => {
  const cases: [string, (user: Awaited<ReturnType<typeof outbox.signUp>>) => Promise<unknown>][] = [
    ['because a newer one was asked for', (user) => outbox.askToVerify(user)],
    [
      'because it was used',
      ({ id }) => outbox.store.mailTokens.kill(id, outbox.now().toISOString()),
    ],
    ['because it expired', async () => outbox.letPass(24 * hour)],
  ];

  it.each(cases)('%s', async (_, happens) => {
    const user = await outbox.signUp();
    const { mail } = await outbox.askToVerify(user);
    await happens(user);
    const transport = catching();
    outbox.worker({ transport });
    await vi.waitFor(() => {
      expect(outbox.log).toContainEqual(
        expect.objectContaining({ message: 'mail superseded', mail: mail.id }),
      );
    }, 2_000);
    expect(transport.caught.map(({ messageId }) => messageId)).not.toContain(
      `<${mail.id}@accounts.example.com>`,
    );
    expect(await outbox.waiting()).toEqual([]);
  });
});

describe('a transport that fails', () => {
  it('is tried again after a pause, with the same Message-ID, until it takes the mail', async () => {
    // A folder that cannot be made, because a file has its name.
    rmSync(outbox.mails, { recursive: true });
    writeFileSync(outbox.mails, '');
    const messageIds: string[] = [];
    const transport = catching((message) => {
      messageIds.push(message.messageId);
      return files.send(message);
    });
    const worker = outbox.worker({ transport });
    const { mail } = await outbox.askToVerify(await outbox.signUp());
    for (const tries of [1, 2, 3]) {
      worker.wake();
      await vi.waitFor(() => expect(outbox.log).toHaveLength(tries), 2_000);
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
    await vi.waitFor(() => expect(outbox.written()).toHaveLength(1), 2_000);
    expect(new Set(messageIds)).toEqual(new Set([`<${mail.id}@accounts.example.com>`]));
  });

  it('is given up after a day', async () => {
    const user = await outbox.signUp();
    await outbox.put(user, 'password-changed', {});
    outbox.letPass(25 * hour);
    outbox.worker({ transport: catching(() => Promise.reject(new Error('away'))) });
    await vi.waitFor(() => expect(outbox.log).toHaveLength(1), 2_000);
    expect(outbox.log[0]).toMatchObject({ message: 'mail abandoned', error: 'away' });
    expect(await outbox.waiting()).toEqual([]);
  });

  it('and a kind that nobody wrote a template for are both tried again', async () => {
    await outbox.put(await outbox.signUp(), 'news', {});
    outbox.worker({ transport: files });
    await vi.waitFor(() => expect(outbox.log).toHaveLength(1), 2_000);
    expect(outbox.log[0]).toMatchObject({ error: 'There is no template for news' });
    expect(await outbox.waiting()).toHaveLength(1);
  });
});

describe('workers', () => {
  it('on one database never send a mail twice', async () => {
    const user = await outbox.signUp();
    for (let count = 0; count < 60; count++) await outbox.put(user, 'password-changed', {});
    const transport = catching();
    const stores = [openStore(outbox.database), openStore(outbox.database)];
    const workers = [outbox.store, outbox.store, ...stores].map((store) =>
      outbox.worker({ transport, store }),
    );
    for (const worker of workers) worker.wake();
    await vi.waitFor(() => expect(outbox.log).toHaveLength(60), 5_000);
    for (const worker of workers) await worker.stop();
    for (const store of stores) await store.close();
    expect(outbox.log.every(({ message }) => message === 'mail sent')).toBe(true);
    expect(transport.caught).toHaveLength(60);
    expect(new Set(transport.caught.map(({ messageId }) => messageId)).size).toBe(60);
  });

  it('do one round at a time, and another when they were woken during one', async () => {
    let most = 0;
    let under = 0;
    const transport = catching(async () => {
      most = Math.max(most, ++under);
      await new Promise((resolve) => setTimeout(resolve, 50));
      under--;
    });
    const user = await outbox.signUp();
    await outbox.put(user, 'password-changed', {});
    const worker = outbox.worker({ transport });
    await vi.waitFor(() => expect(under).toBe(1));
    await outbox.put(user, 'password-changed', {});
    for (let count = 0; count < 5; count++) worker.wake();
    await vi.waitFor(() => expect(transport.caught).toHaveLength(2), { timeout: 500 });
    expect(most).toBe(1);
  });

  it('wait at their stop for the mail under way, and take no other', async () => {
    const transport = catching(() => new Promise((resolve) => setTimeout(resolve, 200)));
    const user = await outbox.signUp();
    await outbox.put(user, 'password-changed', {});
    const worker = outbox.worker({ transport });
    await vi.waitFor(() => expect(transport.caught).toHaveLength(1), 2_000);
    await outbox.put(user, 'password-changed', {});
    worker.wake();
    await worker.stop();
    expect(outbox.log).toHaveLength(1);
    worker.wake();
    expect(await outbox.waiting()).toHaveLength(1);
    expect(transport.caught).toHaveLength(1);
  });

  it('outlive a database that is away, say so once, and then go on', async () => {
    const broken = openStore(outbox.database);
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
    await vi.waitFor(() => expect(outbox.written()).toHaveLength(1), 2_000);
  });

  it('do not send again what they could only not note as sent', async () => {
    const flaky = openStore(outbox.database);
    let refusals = 1;
    const sent: Store['outbox']['sent'] = async (...given) => {
      if (refusals-- > 0) throw new Error('the database is away');
      return flaky.outbox.sent(...given);
    };
    outbox.onClose(() => flaky.close());
    const transport = catching();
    const store = { ...flaky, outbox: { ...flaky.outbox, sent } };
    const worker = outbox.worker({ transport, store });
    await outbox.put(await outbox.signUp(), 'password-changed', {});
    worker.wake();
    await vi.waitFor(() => expect(outbox.log).toHaveLength(1), 2_000);
    outbox.letPass(61_000);
    await vi.waitFor(() => expect(outbox.log).toHaveLength(2), 2_000);
    expect(outbox.log[1]).toMatchObject({ message: 'mail sent' });
    expect(transport.caught).toHaveLength(1);
    expect(await outbox.waiting()).toEqual([]);
  });
});
