import { and, asc, count, desc, eq, gt, inArray, isNull, lt, sql } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { constant } from '../prepared.js';
import type { Session, User } from '../schema/tables.js';
import { sessionEnds } from './session-ends.js';

/** More than anybody has devices; one user's sessions must not become everybody's load. */
const maxSessions = 100;

/** As many as are counted within some milliseconds. */
const countedAtOnce = 2_000;

/** What of a session every request needs. */
export type CallerSession = Pick<
  Session,
  'id' | 'user_id' | 'last_seen_at' | 'expires_at' | 'revoked_at'
>;

export type NewSession = Omit<Session, 'revoked_at' | 'generation'>;

export function sessions(connection: Connection) {
  const {
    tables: { sessions, users },
    reader,
    writer,
    prepare,
    unchanged,
    exclusively,
  } = connection;
  const withUser = prepare(() =>
    reader
      .select({ session: sessions, user: users })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.user_id))
      .where(eq(sessions.id, sql.placeholder('id'))),
  );

  const { id, user_id, last_seen_at, expires_at, revoked_at } = sessions;
  const caller = unchanged<{ session: CallerSession; user: User }>(() =>
    reader
      .select({ session: { id, user_id, last_seen_at, expires_at, revoked_at }, user: users })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.user_id))
      .where(eq(sessions.id, sql.placeholder('id'))),
  );

  const seen = prepare(() =>
    writer
      .update(sessions)
      .set({ last_seen_at: sql`${sql.placeholder('at')}`, ip: sql`${sql.placeholder('ip')}` })
      .where(
        and(
          eq(sessions.id, sql.placeholder('id')),
          lt(sessions.last_seen_at, sql.placeholder('at')),
        ),
      )
      .returning({ id: sessions.id }),
  );

  const makeRoom = prepare(() => {
    const tooMany = writer
      .select({ id: sessions.id })
      .from(sessions)
      .where(
        and(
          eq(sessions.user_id, sql.placeholder('user_id')),
          isNull(sessions.revoked_at),
          gt(sessions.expires_at, sql.placeholder('now')),
        ),
      )
      .orderBy(desc(sessions.last_seen_at), desc(sessions.created_at))
      // SQLite knows no offset without a limit.
      .limit(constant(Number.MAX_SAFE_INTEGER))
      .offset(constant(maxSessions - 1));
    return (
      writer
        .update(sessions)
        .set({ revoked_at: sql`${sql.placeholder('now')}` })
        // Said again for PostgreSQL, where another caller may just have ended the same one.
        .where(and(isNull(sessions.revoked_at), inArray(sessions.id, tooMany)))
        .returning({ id: sessions.id })
    );
  });

  const create = prepare(() =>
    writer
      .insert(sessions)
      .values({
        id: sql.placeholder('id'),
        user_id: sql.placeholder('user_id'),
        scope: sql.placeholder('scope'),
        created_at: sql.placeholder('created_at'),
        last_seen_at: sql.placeholder('last_seen_at'),
        rotated_at: sql.placeholder('rotated_at'),
        expires_at: sql.placeholder('expires_at'),
        seed: sql.placeholder('seed'),
        ip: sql.placeholder('ip'),
        user_agent: sql.placeholder('user_agent'),
      })
      .returning({ id: sessions.id }),
  );

  const userAgents = prepare(() =>
    reader
      .select({ user_agent: sessions.user_agent })
      .from(sessions)
      .where(eq(sessions.user_id, sql.placeholder('user_id')))
      .groupBy(sessions.user_agent)
      .orderBy(desc(sql`max(${sessions.created_at})`))
      .limit(constant(100)),
  );

  const withUserAgent = prepare(() =>
    reader
      .select({ id: sessions.id })
      .from(sessions)
      .where(
        and(
          eq(sessions.user_id, sql.placeholder('user_id')),
          eq(sql`coalesce(${sessions.user_agent}, '')`, sql.placeholder('user_agent')),
        ),
      )
      .limit(constant(1)),
  );

  return {
    ...sessionEnds(connection),

    /** Every authenticated request asks this: the session and its user, in one round trip. */
    caller,

    async withUser(id: string): Promise<{ session: Session; user: User } | undefined> {
      return (await withUser({ id }))[0];
    },

    /** The living sessions of a user, last used first. */
    async ofUser(user_id: string, now: string): Promise<Session[]> {
      return reader
        .select()
        .from(sessions)
        .where(
          and(
            eq(sessions.user_id, user_id),
            isNull(sessions.revoked_at),
            gt(sessions.expires_at, now),
          ),
        )
        .orderBy(desc(sessions.last_seen_at), desc(sessions.created_at))
        .limit(maxSessions);
    },

    /** How many live. It reads them all, in portions between which others get their turn. */
    async count(now: string): Promise<number> {
      let living = 0;
      for (let last = ''; ; ) {
        const portion = reader
          .select({ id, revoked_at, expires_at })
          .from(sessions)
          .where(gt(id, last))
          .orderBy(asc(id))
          .limit(countedAtOnce)
          .as('portion');
        const alive = and(isNull(portion.revoked_at), gt(portion.expires_at, now));
        const [counted] = await reader
          .select({
            last: sql<string | null>`max(${portion.id})`,
            rows: count(),
            living: sql`count(CASE WHEN ${alive} THEN 1 END)`.mapWith(Number),
          })
          .from(portion);
        living += counted?.living ?? 0;
        if (!counted?.last || counted.rows < countedAtOnce) return living;
        last = counted.last;
        await new Promise(setImmediate);
      }
    },

    /** Notes when and from where sessions were last used, many in one transaction. */
    async seen(uses: { id: string; at: string; ip: string }[]): Promise<void> {
      // In portions, between which others get their turn.
      for (let from = 0; from < uses.length; from += 200) {
        await exclusively(async () => {
          for (const use of uses.slice(from, from + 200)) await seen(use);
        });
        await new Promise(setImmediate);
      }
    },

    /** Ends the sessions of a user that were used longest ago, so that there is room for one more. */
    async makeRoom(user_id: string, now: string): Promise<void> {
      await exclusively(() => makeRoom({ user_id, now }));
    },

    async create(session: NewSession): Promise<void> {
      await exclusively(() => create(session));
    },

    /** Moves on to the next refresh token; of several callers with the same one, one wins. */
    async rotate(
      { id, generation }: Pick<Session, 'id' | 'generation'>,
      { now, expires_at }: { now: string; expires_at: string },
    ): Promise<Session | undefined> {
      const [session] = await exclusively(() =>
        writer
          .update(sessions)
          .set({ generation: generation + 1, rotated_at: now, last_seen_at: now, expires_at })
          .where(
            and(
              eq(sessions.id, id),
              eq(sessions.generation, generation),
              isNull(sessions.revoked_at),
              gt(sessions.expires_at, now),
            ),
          )
          .returning(),
      );
      return session;
    },

    /** Whether a user has signed in with exactly this, as far as it is remembered; an empty one is none. */
    hasUserAgent: async (user_id: string, user_agent: string | null): Promise<boolean> =>
      (await withUserAgent({ user_id, user_agent: user_agent ?? '' })).length > 0,

    /** What a user signed in with, as far as it is remembered; the newest first. */
    async userAgents(user_id: string): Promise<(string | null)[]> {
      const rows = await userAgents({ user_id });
      return rows.map(({ user_agent }) => user_agent);
    },
  };
}
