import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { dialects } from './testing/dialects.js';
import { at, newAccount, newMail, newSession } from './testing/rows.js';

describe.each(dialects)('a transaction on $name', ({ open }) => {
  const ada = newAccount({ id: 'usr_ada' });
  const session = newSession('usr_ada', { id: 'ses_a' });

  it('keeps all of its work and gives its result', async () => {
    const { store } = await open();
    const result = await store.transaction(async (tx) => {
      await tx.accounts.create(ada);
      await tx.sessions.create(session);
      return 'done';
    });
    expect(result).toBe('done');
    expect(await store.sessions.withUser('ses_a')).toBeDefined();
  });

  it.each([
    ['the work throws', () => Promise.reject(new Error('no'))],
    [
      'the work throws before its first await',
      () => {
        throw new Error('no');
      },
    ],
  ])('keeps nothing when %s, and gives the error on', async (_, fail) => {
    const { store } = await open();
    const failed = store.transaction(async (tx) => {
      await tx.accounts.create(ada);
      await tx.outbox.add(newMail('usr_ada'));
      return fail();
    });
    await expect(failed).rejects.toThrow(new Error('no'));
    expect(await store.accounts.byId('usr_ada')).toBeUndefined();
    expect(await store.outbox.take(at(0), at(60), 1)).toEqual([]);
    expect(await store.accounts.create(ada)).toBeDefined();
  });

  it('gives on what was thrown as it is', async () => {
    // Caught: a refusal that had a code of its own was taken for one of PostgreSQL's.
    const { store } = await open();
    const refusal = Object.assign(new Error('no'), { code: 'CONFLICT' });
    await expect(store.transaction(() => Promise.reject(refusal))).rejects.toBe(refusal);
  });

  it('keeps nothing when a statement of it is refused by the database', async () => {
    const { store } = await open();
    const failed = store.transaction(async (tx) => {
      await tx.accounts.create(ada);
      await tx.sessions.create(newSession('usr_nobody'));
    });
    await expect(failed).rejects.toThrow();
    expect(await store.accounts.byId('usr_ada')).toBeUndefined();
  });

  it('sees its own changes, which others see when it has ended', async () => {
    const { store, another } = await open();
    const replica = await another();
    await store.transaction(async (tx) => {
      await tx.accounts.create(ada);
      await tx.sessions.create(session);
      await tx.profiles.update('usr_ada', { locale: 'de' }, { expected: 1, now: at(1) });
      await tx.counters.add({ key: 'a', points: 1, expires_at: at(60) }, at(0));

      expect((await tx.accounts.byId('usr_ada'))?.locale).toBe('de');
      expect(await tx.accounts.byEmail(ada.email)).toBeDefined();
      expect(await tx.accounts.byUsername(ada.username)).toBeDefined();
      expect(await tx.sessions.withUser('ses_a')).toBeDefined();
      expect(await tx.counters.get('a')).toBeDefined();
      for (const other of [store, replica]) {
        expect(await other.accounts.byId('usr_ada')).toBeUndefined();
        expect(await other.sessions.withUser('ses_a')).toBeUndefined();
        expect(await other.counters.get('a')).toBeUndefined();
      }
    });
    for (const other of [store, replica]) {
      expect((await other.accounts.byId('usr_ada'))?.locale).toBe('de');
    }
  });

  it('that fails takes none of the others with it', async () => {
    const { store, another } = await open();
    const stores = [store, await another()];
    const ids = Array.from({ length: 20 }, (_, i) => `usr_${i}`);
    const outcomes = await Promise.allSettled(
      ids.map((id, i) =>
        stores[i % 2]?.transaction(async (tx) => {
          await tx.accounts.create(newAccount({ id }));
          await delay(1);
          if (i % 3 === 0) throw new Error('no');
        }),
      ),
    );
    for (const [i, id] of ids.entries()) {
      const fails = i % 3 === 0;
      expect(outcomes[i]?.status).toBe(fails ? 'rejected' : 'fulfilled');
      expect((await store.accounts.byId(id)) === undefined).toBe(fails);
    }
  });
});

describe.each(dialects)('a store on $name', ({ open }) => {
  it('answers a ping while it is open, and throws after that', async () => {
    const { store, another } = await open();
    const replica = await another();
    await expect(store.ping()).resolves.toBeUndefined();
    await replica.close();
    await expect(replica.ping()).rejects.toThrow();
    await expect(store.ping()).resolves.toBeUndefined();
  });

  it('says how much waits for its turn', async () => {
    const { store } = await open();
    expect(store.load().waiting).toBe(0);
    const held = Array.from({ length: 40 }, () => store.transaction(() => delay(5)));
    const { waiting, connections } = store.load();
    expect(waiting).toBeGreaterThan(0);
    expect(connections?.used ?? 10).toBe(10);
    await Promise.all(held);
    expect(store.load().waiting).toBe(0);
  });

  it('finishes the writes under way before it closes', async () => {
    const { store, another } = await open();
    const replica = await another();
    const writes = Promise.all([
      replica.transaction(async (tx) => {
        await tx.accounts.create(newAccount({ id: 'usr_a' }));
        await delay(20);
        await tx.accounts.create(newAccount({ id: 'usr_b' }));
      }),
      replica.accounts.create(newAccount({ id: 'usr_c' })),
    ]);
    await replica.close();
    await writes;
    for (const id of ['usr_a', 'usr_b', 'usr_c']) {
      expect(await store.accounts.byId(id)).toBeDefined();
    }
  });
});
