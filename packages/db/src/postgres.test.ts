import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DatabaseUnavailable } from './errors.js';
import { patience } from './postgres/patience.js';
import { type Database, openStore } from './store.js';
import { dialects } from './testing/dialects.js';
import { startRelay } from './testing/relay.js';
import { at, newAccount, newMail, newSession } from './testing/rows.js';

const [, postgres] = dialects;

/** A store behind a relay, with what is needed to look past both. */
async function openRelayed(options: Partial<Database> = {}) {
  if (!postgres) throw new Error('PostgreSQL is missing');
  const direct = await postgres.open();
  const address = new URL(direct.url);
  const relay = await startRelay(address);
  address.port = String(relay.port);
  const url = address.href;
  const store = await openStore({ url, ...options });
  onTestFinished(() => store.close());
  return { direct, relay, store, url };
}

/** How long something takes that fails because the database is away. */
async function timeToFail(work: Promise<unknown>): Promise<number> {
  const start = performance.now();
  await expect(work).rejects.toThrow(DatabaseUnavailable);
  return performance.now() - start;
}

describe('a statement on PostgreSQL', () => {
  it.each([
    ['reading a session', ({ sessions }: Opened) => sessions.withUser('ses_a')],
    ['changing a profile', changeName],
  ])('takes one round trip: %s', async (_, statement) => {
    const { relay, store } = await openRelayed();
    await store.accounts.create(newAccount({ id: 'usr_a' }));
    await store.sessions.create(newSession('usr_a', { id: 'ses_a' }));
    // The first time it is prepared.
    await statement(store);
    for (let i = 0; i < 5; i++) {
      const before = relay.sent();
      expect(await statement(store)).toBeDefined();
      expect(relay.sent() - before).toBe(1);
    }
    expect(relay.connections()).toBe(1);
  });

  it('works without being prepared too, as old poolers need it', async () => {
    const { relay, store } = await openRelayed({ prepare: false });
    const user = await store.accounts.create(newAccount({ id: 'usr_a' }));
    for (let i = 0; i < 3; i++) {
      const before = relay.sent();
      expect(await store.accounts.byId('usr_a')).toEqual(user);
      // Each time its parameters are asked for first.
      expect(relay.sent() - before).toBe(2);
    }
  });

  it('is given up when it waits longer than five seconds', async () => {
    const { store, direct } = await openRelayed();
    await store.accounts.create(newAccount({ id: 'usr_a' }));
    let locked = () => {};
    const locking = new Promise<void>((resolve) => {
      locked = resolve;
    });
    const held = direct.store.transaction(async (tx) => {
      await tx.profiles.update('usr_a', { locale: 'de' }, { expected: undefined, now: at(1) });
      locked();
      // Longer than that, and kept awake.
      for (let i = 0; i < 12; i++) {
        await delay(500);
        await tx.accounts.byId('usr_a');
      }
    });
    await locking;
    expect(await timeToFail(changeName(store))).toBeLessThan(patience + 1_000);
    await held;
    expect(await changeName(store)).toMatchObject({ locale: 'de', version: 3 });
  }, 30_000);

  it('keeps moments to the millisecond, so that a lease can be compared with itself', async () => {
    const { direct } = await openRelayed();
    const { outbox, accounts } = direct.store;
    await accounts.create(newAccount({ id: 'usr_a' }));
    for (const ms of [0, 1, 10, 99, 100, 120, 123, 999]) {
      const moment = new Date(Date.UTC(2026, 2, 29, 0, 59, 59, ms)).toISOString();
      await outbox.add(newMail('usr_a', { id: `mail_${ms}`, created_at: moment }));
      const [mail] = await outbox.take(moment, at(99_999_999), 1);
      expect(mail).toMatchObject({ id: `mail_${ms}`, created_at: moment });
    }
  });

  it('whose value can not be kept says nothing of the value', async () => {
    const { store } = await openRelayed();
    const refused = store.accounts.create(newAccount({ first_name: 'secret\0' }));
    await expect(refused).rejects.toMatchObject({ code: '22021' });
    const error: unknown = await refused.catch((reason: unknown) => reason);
    expect(`${error}${JSON.stringify(error)}`).not.toContain('secret');
  });
});

type Opened = Awaited<ReturnType<typeof openStore>>;

function changeName({ profiles }: Opened) {
  return profiles.update(
    'usr_a',
    { first_name: `${Math.random()}` },
    { expected: undefined, now: at(1) },
  );
}

describe('a PostgreSQL that is away', () => {
  it('is unavailable at once when it refuses, and is used again when it is back', async () => {
    const { direct, relay, store } = await openRelayed();
    await store.ping();
    await direct.execute(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await delay(100);
    await expect(store.ping()).resolves.toBeUndefined();
    await relay.stop();
    expect(await timeToFail(store.ping())).toBeLessThan(1_000);
    expect(await timeToFail(store.transaction(async () => {}))).toBeLessThan(1_000);
  });

  it('is unavailable after five seconds when it only falls silent, and then well again', async () => {
    const { relay, store } = await openRelayed({ pool: 2 });
    await store.ping();
    relay.silence(true);
    const waits = [1, 2, 3, 4].map(() => timeToFail(store.ping()));
    for (const wait of await Promise.all(waits)) expect(wait).toBeLessThan(patience + 1_000);
    relay.silence(false);
    await expect(store.ping()).resolves.toBeUndefined();
  }, 30_000);

  it('fails to open in time, too', async () => {
    expect(await timeToFail(openStore('postgres://profile@127.0.0.1:1/x'))).toBeLessThan(1_000);
    const { relay, url } = await openRelayed();
    relay.silence(true);
    expect(await timeToFail(openStore(url))).toBeLessThan(patience + 1_000);
  }, 30_000);

  it('lets nobody wait for a connection longer than five seconds', async () => {
    const { store } = await openRelayed({ pool: 1 });
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const blocking = store.transaction(async (tx) => {
      await tx.accounts.create(newAccount());
      await held;
    });
    expect(await timeToFail(store.ping())).toBeLessThan(patience + 1_000);
    release();
    // In the end the server would break it off, since it does nothing for so long.
    await Promise.allSettled([blocking]);
    await expect(store.ping()).resolves.toBeUndefined();
  }, 30_000);
});

describe('a transaction on PostgreSQL', () => {
  it('whose connection breaks keeps nothing, also of what comes after that', async () => {
    const { direct, relay, store } = await openRelayed();
    const broken = store.transaction(async (tx) => {
      await tx.accounts.create(newAccount({ id: 'usr_a' }));
      relay.cut();
      await delay(50);
      await tx.accounts.create(newAccount({ id: 'usr_b' }));
    });
    await expect(broken).rejects.toThrow(DatabaseUnavailable);
    for (const id of ['usr_a', 'usr_b']) {
      expect(await direct.store.accounts.byId(id)).toBeUndefined();
    }
  });

  it('is not taken for kept when it swallows that a statement failed', async () => {
    const { store } = await openRelayed();
    const swallowing = store.transaction(async (tx) => {
      await tx.accounts.create(newAccount({ id: 'usr_a' }));
      await tx.sessions.create(newSession('usr_nobody')).catch(() => {});
    });
    await expect(swallowing).rejects.toThrow('not committed');
    expect(await store.accounts.byId('usr_a')).toBeUndefined();
  });

  it('is tried once more when it and another wait for each other', async () => {
    const { direct, store } = await openRelayed();
    for (const id of ['usr_a', 'usr_b']) await store.accounts.create(newAccount({ id }));
    let tries = 0;
    const both = ([first, second]: [string, string], { transaction }: Opened) =>
      transaction(async ({ profiles }) => {
        tries++;
        const change = { expected: undefined, now: at(1) };
        await profiles.update(first, { locale: `${first} ${second}` }, change);
        await delay(200);
        await profiles.update(second, { locale: `${first} ${second}` }, change);
      });
    await Promise.all([both(['usr_a', 'usr_b'], store), both(['usr_b', 'usr_a'], direct.store)]);
    // The one that was undone; where the other takes longer to wake than its pause, then the other too.
    expect([3, 4]).toContain(tries);
    const locales = await Promise.all(['usr_a', 'usr_b'].map((id) => store.accounts.byId(id)));
    expect(locales[0]?.locale).toBe(locales[1]?.locale);
    expect(locales.map((user) => user?.version)).toEqual([3, 3]);
  });

  it('runs nothing that was not awaited before it ended', async () => {
    const { store } = await openRelayed();
    let late: Promise<unknown> = Promise.resolve();
    await store.transaction(async (tx) => {
      late = delay(20).then(() => tx.accounts.create(newAccount({ id: 'usr_late' })));
      // Or a slow commit would make it nobody's.
      late.catch(() => {});
    });
    await expect(late).rejects.toThrow();
    expect(await store.accounts.byId('usr_late')).toBeUndefined();
  });
});

describe('of several hosts', () => {
  it('the first that answers is taken', async () => {
    const { direct } = await openRelayed();
    const { host } = new URL(direct.url);
    const url = direct.url.replace(host, `127.0.0.1:1,${host}`);
    const store = await openStore(`${url}?target_session_attrs=read-write`);
    onTestFinished(() => store.close());
    await expect(store.ping()).resolves.toBeUndefined();
  });

  it('one that takes no writes is passed over, now and after a failover', async () => {
    const { direct, relay, url } = await openRelayed();
    const name = new URL(url).pathname.slice(1);
    const { host } = new URL(direct.url);
    const second = await postgres?.open();
    if (!second) throw new Error('PostgreSQL is missing');
    // Two databases stand for two servers here: what is asked of them is the same.
    const writable = await openStore(
      url.replace(new URL(url).host, `${new URL(url).host},${host}`),
    );
    onTestFinished(() => writable.close());
    await writable.accounts.create(newAccount({ id: 'usr_a' }));
    await direct.execute(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    relay.cut();
    await delay(50);
    expect(await timeToFail(writable.ping())).toBeLessThan(1_000);
    await direct.execute(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
    expect(await writable.accounts.byId('usr_a')).toBeDefined();
  });

  it('those that say nothing are waited for once', async () => {
    const { direct, relay, url } = await openRelayed();
    relay.silence(true);
    const { host } = new URL(direct.url);
    const store = await openStore({
      url: url.replace(new URL(url).host, `${new URL(url).host},${host}`),
      pool: 2,
    });
    onTestFinished(() => store.close());
    const started = performance.now();
    await Promise.all([
      store.transaction(({ accounts }) => accounts.create(newAccount())),
      store.ping(),
    ]);
    expect(performance.now() - started).toBeLessThan(1_000);
  }, 30_000);
});
