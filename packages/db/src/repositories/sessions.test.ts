import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { dialects } from '../testing/dialects.js';
import { at, newAccount, newSession } from '../testing/rows.js';

describe.each(dialects)('sessions on $name', ({ open }) => {
  async function openWithSession(given: Parameters<typeof newSession>[1] = {}) {
    const database = await open();
    const { store } = database;
    const user = await store.accounts.create(newAccount({ id: 'usr_ada' }));
    const session = newSession('usr_ada', { id: 'ses_a', ...given });
    await store.sessions.create(session);
    const revokedAt = async (id: string) => (await store.sessions.withUser(id))?.session.revoked_at;
    return { ...database, user, session, revokedAt };
  }

  it('are read together with their user', async () => {
    const { store, user, session } = await openWithSession();
    expect(await store.sessions.withUser('ses_a')).toEqual({
      session: { ...session, generation: 0, revoked_at: null },
      user,
    });
    expect(await store.sessions.withUser('ses_b')).toBeUndefined();
  });

  it('need a user, and go away with it', async () => {
    const { store, execute } = await openWithSession();
    await expect(store.sessions.create(newSession('usr_eve'))).rejects.toThrow();
    await execute('DELETE FROM users');
    expect(await store.sessions.withUser('ses_a')).toBeUndefined();
  });

  it('are counted while they live', async () => {
    const { store } = await openWithSession({ expires_at: at(1000) });
    await store.sessions.create(newSession('usr_ada', { id: 'ses_b', expires_at: at(2000) }));
    expect(await store.sessions.count(at(999))).toBe(2);
    expect(await store.sessions.count(at(1000))).toBe(1);
    await store.sessions.revoke('ses_b', at(10));
    expect(await store.sessions.count(at(10))).toBe(1);
  });

  it('are counted also when they are more than one statement counts', async () => {
    const { store, execute } = await openWithSession({ expires_at: at(1000) });
    const columns = 'user_id, scope, created_at, last_seen_at, rotated_at, expires_at, seed';
    await execute(
      `INSERT INTO sessions (id, ${columns})
        WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 4000)
        SELECT 'ses_b' || n, ${columns} FROM sessions, numbers`,
    );
    expect(await store.sessions.count(at(0))).toBe(4001);
    await execute("UPDATE sessions SET revoked_at = created_at WHERE id < 'ses_b2'");
    const [left] = await execute('SELECT count(*) AS n FROM sessions WHERE revoked_at IS NULL');
    expect(await store.sessions.count(at(0))).toBe(Number(left?.n));
  });

  it('move on by one generation at a time', async () => {
    const { store, session } = await openWithSession();
    for (const generation of [0, 1, 2]) {
      const now = at(10 + generation);
      const rotated = await store.sessions.rotate(
        { id: 'ses_a', generation },
        { now, expires_at: at(2000) },
      );
      expect(rotated).toEqual({
        ...session,
        generation: generation + 1,
        rotated_at: now,
        last_seen_at: now,
        expires_at: at(2000),
        revoked_at: null,
      });
    }
  });

  it.each([
    ['an older generation', { generation: 0 }, 11],
    ['a generation to come', { generation: 2 }, 11],
    ['another session', { id: 'ses_b' }, 11],
    ['a moment at which it has expired', {}, 1000],
  ])('do not move on by %s', async (_, given, now) => {
    const { store } = await openWithSession();
    await store.sessions.rotate(
      { id: 'ses_a', generation: 0 },
      { now: at(10), expires_at: at(1000) },
    );
    const before = await store.sessions.withUser('ses_a');
    const from = { id: 'ses_a', generation: 1, ...given };
    const to = { now: at(now), expires_at: at(2000) };
    expect(await store.sessions.rotate(from, to)).toBeUndefined();
    expect(await store.sessions.withUser('ses_a')).toEqual(before);
  });

  it('end once, and do not move on after that', async () => {
    const { store, revokedAt } = await openWithSession();
    await store.sessions.revoke('ses_a', at(5));
    await store.sessions.revoke('ses_a', at(6));
    await store.sessions.revoke('ses_b', at(6));
    expect(await revokedAt('ses_a')).toBe(at(5));
    const to = { now: at(7), expires_at: at(2000) };
    expect(await store.sessions.rotate({ id: 'ses_a', generation: 0 }, to)).toBeUndefined();
  });

  it.each([
    ['all', undefined, 3, { ses_a: at(5), ses_b: at(5), ses_c: at(5) }],
    ['all but one', 'ses_b', 2, { ses_a: at(5), ses_b: null, ses_c: at(5) }],
    ['all but one that is not theirs', 'ses_x', 3, { ses_a: at(5), ses_b: at(5), ses_c: at(5) }],
  ])('of a user end: %s, and only the living count', async (_, keep, count, ended) => {
    const { store, revokedAt } = await openWithSession();
    await store.accounts.create(newAccount({ id: 'usr_eve' }));
    for (const [id, user_id, expires] of [
      ['ses_b', 'usr_ada', 1000],
      ['ses_c', 'usr_ada', 1000],
      ['ses_expired', 'usr_ada', 5],
      ['ses_revoked', 'usr_ada', 1000],
      ['ses_x', 'usr_eve', 1000],
    ] as const) {
      await store.sessions.create(newSession(user_id, { id, expires_at: at(expires) }));
    }
    await store.sessions.revoke('ses_revoked', at(1));

    expect(await store.sessions.revokeOfUser('usr_ada', at(5), keep)).toBe(count);
    const all = { ...ended, ses_expired: null, ses_revoked: at(1), ses_x: null };
    for (const [id, moment] of Object.entries(all)) expect(await revokedAt(id)).toBe(moment);
    expect(await store.sessions.revokeOfUser('usr_ada', at(6), keep)).toBe(0);
  });

  it.each([
    ['living', 1000, undefined, true],
    ['just expired', 50, undefined, true],
    ['long expired', 49, undefined, false],
    ['just revoked', 1000, 50, true],
    ['long revoked', 1000, 49, false],
  ])('that are %s are purged or kept', async (_, expires, revoked, kept) => {
    const { store } = await openWithSession({ expires_at: at(expires) });
    if (revoked !== undefined) await store.sessions.revoke('ses_a', at(revoked));
    await store.sessions.purge(at(50));
    expect((await store.sessions.withUser('ses_a')) !== undefined).toBe(kept);
  });

  it('make room for one more: of a hundred that live, those that were used longest ago end', async () => {
    const { store, revokedAt } = await openWithSession({ last_seen_at: at(500) });
    await store.accounts.create(newAccount({ id: 'usr_eve' }));
    const add = (id: string, seen: number, user_id = 'usr_ada', expires = 1000) =>
      store.sessions.create(
        newSession(user_id, { id, last_seen_at: at(seen), expires_at: at(expires) }),
      );
    await add('ses_eve', 1, 'usr_eve');
    await add('ses_expired', 1, 'usr_ada', 5);
    await add('ses_revoked', 1);
    await store.sessions.revoke('ses_revoked', at(2));
    // The one that is there is the 99th.
    for (let i = 1; i < 99; i++) await add(`ses_${i}`, 100 + i);
    await store.sessions.makeRoom('usr_ada', at(10));
    expect(await revokedAt('ses_1')).toBeNull();

    await add('ses_oldest', 50);
    await add('ses_old', 60);
    await store.sessions.makeRoom('usr_ada', at(11));
    await store.sessions.makeRoom('usr_ada', at(12));
    const ended = { ses_oldest: at(11), ses_old: at(11), ses_revoked: at(2) };
    const left = { ses_1: null, ses_98: null, ses_a: null, ses_expired: null, ses_eve: null };
    for (const [id, moment] of Object.entries({ ...ended, ...left })) {
      expect(await revokedAt(id)).toBe(moment);
    }
  });

  it('that somebody else is ending just now keep their moment when room is made', async () => {
    const { store, another, revokedAt } = await openWithSession({ last_seen_at: at(1) });
    for (let i = 1; i < 100; i++) {
      await store.sessions.create(
        newSession('usr_ada', { id: `ses_${i}`, last_seen_at: at(100 + i), expires_at: at(1000) }),
      );
    }
    const other = await another();
    let room = Promise.resolve();
    await store.transaction(async (tx) => {
      await tx.sessions.revoke('ses_a', at(300));
      room = other.sessions.makeRoom('usr_ada', at(400));
      await delay(200);
    });
    await room;
    expect(await revokedAt('ses_a')).toBe(at(300));
  });

  it('tell what a user signed in with, each once and the newest first, the ended ones too', async () => {
    const { store } = await open();
    await store.accounts.create(newAccount({ id: 'usr_ada' }));
    const agents = ['curl/8.5.0', null, 'curl/8.5.0', 'okhttp/4.12'];
    for (const [i, user_agent] of agents.entries()) {
      const session = newSession('usr_ada', { id: `ses_${i}`, user_agent, created_at: at(i) });
      await store.sessions.create(session);
    }
    expect(await store.sessions.revoke('ses_3', at(9))).toBe(true);
    expect(await store.sessions.revoke('ses_3', at(10))).toBe(false);
    expect(await store.sessions.userAgents('usr_ada')).toEqual(['okhttp/4.12', 'curl/8.5.0', null]);
    expect(await store.sessions.userAgents('usr_eve')).toEqual([]);
    const { hasUserAgent } = store.sessions;
    expect(await hasUserAgent('usr_ada', 'curl/8.5.0')).toBe(true);
    expect(await hasUserAgent('usr_ada', 'curl/8.5')).toBe(false);
    expect(await hasUserAgent('usr_eve', 'curl/8.5.0')).toBe(false);
    expect(await hasUserAgent('usr_ada', null)).toBe(true);
    expect(await hasUserAgent('usr_eve', null)).toBe(false);
  });
});
