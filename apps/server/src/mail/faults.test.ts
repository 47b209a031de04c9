import { setTimeout as sleep } from 'node:timers/promises';
import { instant } from '@profile/api';
import { openStore } from '@profile/db';
import { afterAll, afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { cases } from '../testing/mail-faults.js';
import { type Faults, startMailServer } from '../testing/mail-server.js';
import { startServerProcess } from '../testing/server-process.js';
import { hurried, openOutbox, publicUrl, secret } from './outbox.fixture.js';
import { openTransport } from './transports.js';

const rows: object[] = [];
afterAll(() => console.table(rows));

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

/** Mails to as many people. */
async function putMails(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const user = await outbox.signUp({}, `${i % 2 ? 'here' : 'gone'}${i}@example.com`);
    await outbox.put(user, 'password-changed', {});
  }
}

function startWorker(credentials = '', patience = () => 10_000): void {
  const transport = openTransport(`smtp://${credentials}127.0.0.1:${server.port}`);
  outbox.onClose(() => transport.close());
  outbox.worker({ transport: hurried(transport, patience) });
}

const failures = () => outbox.log.filter(({ message }) => message === 'mail failed').length;
const pending = () => outbox.store.outbox.list(1_000, 'pending');

/** Lets time pass until nothing waits any more. */
async function settle(): Promise<void> {
  while ((await pending()).length > 0) {
    outbox.letPass(20_000);
    await sleep(100);
  }
}

/** Counts what became of the mails; every one must have come, or be known not to come. */
async function tally(fault: string) {
  const mails = await outbox.store.outbox.list(1_000);
  const copies = new Map<string, number>();
  for (const { messageId } of server.taken) {
    copies.set(messageId, (copies.get(messageId) ?? 0) + 1);
  }
  const idOf = ({ id }: { id: string }) =>
    [...copies.keys()].find((key) => key.includes(`<${id}@`));
  const delivered = mails.filter(idOf);
  expect(delivered.map(({ state }) => state)).toEqual(Array(delivered.length).fill('sent'));
  const abandoned = mails.filter(({ state }) => state === 'abandoned').length;
  const row = {
    fault,
    accepted: mails.length,
    delivered: delivered.length,
    abandoned,
    duplicated: server.taken.length - copies.size,
    lost: mails.length - delivered.length - abandoned,
  };
  rows.push(row);
  expect(copies.size).toBe(delivered.length);
  return { ...row, mostCopies: Math.max(...copies.values()) };
}

describe('no mail is lost', { timeout: 30_000 }, () => {
  it.each(cases)('with $fault', async ({ fault, faults, hangs, credentials, until, expected }) => {
    let keptUnsaid = 0;
    const kept: Faults['kept'] = (connection) => {
      keptUnsaid++;
      return faults.kept?.(connection);
    };
    server.state.faults = faults.kept ? { ...faults, kept } : faults;
    await putMails(8);
    let patience = hangs ? 500 : 10_000;
    startWorker(credentials, () => patience);
    if (until !== undefined) {
      await vi.waitFor(() => expect(failures()).toBeGreaterThanOrEqual(until), 15_000);
      server.state.faults = {};
      patience = 10_000;
    }
    await settle();
    const { duplicated, ...counts } = await tally(fault);
    expect(counts).toMatchObject({ delivered: 8, abandoned: 0, lost: 0, ...expected });
    // What a server took without saying so comes once more, and can be told by its Message-ID. Of
    // those under way when it stopped hanging, some may have been taken too late.
    expect(duplicated).toBeGreaterThanOrEqual(keptUnsaid);
    expect(duplicated).toBeLessThanOrEqual(keptUnsaid + (hangs ? 5 : 0));
    const said = JSON.stringify([outbox.log, await outbox.store.outbox.list(100)]);
    expect(said.replaceAll(/"address":"[^"]*"/g, '')).not.toMatch(/hunter22|example\.com/);
  });

  it('with the server down, then back', async () => {
    const { port } = server;
    await server.close();
    await putMails(8);
    startWorker();
    await vi.waitFor(() => expect(failures()).toBeGreaterThanOrEqual(16), {
      timeout: 20_000,
      interval: 250,
    });
    server = await startMailServer({}, port);
    await settle();
    const counts = { delivered: 8, abandoned: 0, duplicated: 0, lost: 0 };
    expect(await tally('server down, then back')).toMatchObject(counts);
  });

  it('with a database that takes no writes for six seconds', async () => {
    const other = await openStore(outbox.database);
    outbox.onClose(() => other.close());
    // Who writes to SQLite keeps everybody else from it; on PostgreSQL that takes a lock of the table.
    const hold = {
      SQLite: () => other.transaction(() => sleep(6_000)),
      PostgreSQL: () =>
        outbox.sql('DO $$ BEGIN LOCK TABLE outbox IN EXCLUSIVE MODE; PERFORM pg_sleep(6); END $$'),
    };
    await putMails(8);
    let locked: Promise<unknown> | undefined;
    server.state.faults = {
      rcpt() {
        locked ??= hold[inject('dialect')]();
      },
    };
    startWorker();
    await vi.waitFor(() => expect(server.taken).toHaveLength(1), 20_000);
    await locked;
    await vi.waitFor(async () => expect(await pending()).toEqual([]), 10_000);
    expect(outbox.log.filter(({ level }) => level === 'error')).toMatchObject([
      { message: 'the outbox is out of reach' },
    ]);
    const counts = { delivered: 8, abandoned: 0, duplicated: 0, lost: 0 };
    expect(await tally('database locked for 6 s')).toMatchObject(counts);
  });
});

describe('no mail is lost by servers as processes', { timeout: 60_000 }, () => {
  const settings = () => ({
    DATABASE_URL: outbox.database,
    MAIL_URL: `smtp://127.0.0.1:${server.port}`,
    PUBLIC_URL: publicUrl,
    SECRET: secret,
  });

  it('killed while they send, which repeats one mail a crash at most', async () => {
    const crashes = 3;
    server.state.faults = { kept: () => sleep(50) };
    await putMails(40);
    for (let crash = 1; crash <= crashes; crash++) {
      const process = await startServerProcess(settings());
      await vi.waitFor(() => expect(server.taken.length).toBeGreaterThanOrEqual(crash * 8), {
        timeout: 10_000,
        interval: 5,
      });
      await process.kill('SIGKILL');
      // As if the leases of what it had in hand had ended.
      for (const { id } of await pending())
        await outbox.store.outbox.retry(id, instant(new Date()), instant(new Date(0)));
    }
    const last = await startServerProcess(settings());
    await vi.waitFor(async () => expect(await pending()).toEqual([]), 20_000);
    await last.kill('SIGTERM');
    const { mostCopies, ...counts } = await tally(`killed -9 while sending, ${crashes} times`);
    expect(counts).toMatchObject({ delivered: 40, abandoned: 0, lost: 0 });
    expect(counts.duplicated).toBeLessThanOrEqual(crashes);
    expect(mostCopies).toBeLessThanOrEqual(1 + crashes);
  });

  it('three of them on one database, which never send a mail twice', async () => {
    await putMails(100);
    const processes = await Promise.all([1, 2, 3].map(() => startServerProcess(settings())));
    await vi.waitFor(async () => expect(await pending()).toEqual([]), 20_000);
    for (const process of processes) await process.kill('SIGTERM');
    const counts = { delivered: 100, abandoned: 0, duplicated: 0, lost: 0 };
    expect(await tally('three workers on one database')).toMatchObject(counts);
  });
});
