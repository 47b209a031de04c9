import { and, eq, gt, isNull, lt, ne, or, type SQL } from 'drizzle-orm';
import type { Connection } from '../connection.js';

export function sessionEnds({ tables: { sessions }, writer, exclusively }: Connection) {
  /** Ends those that have not ended yet; gives how many these were. */
  async function end(now: string, ...which: (SQL | undefined)[]): Promise<number> {
    const rows = await exclusively(() =>
      writer
        .update(sessions)
        .set({ revoked_at: now })
        .where(and(isNull(sessions.revoked_at), ...which))
        .returning({ id: sessions.id }),
    );
    return rows.length;
  }

  return {
    /** Ends a session; false when it had ended before. */
    revoke: async (id: string, now: string): Promise<boolean> =>
      (await end(now, eq(sessions.id, id))) > 0,

    /** Ends a session if it is this user's and has not ended. */
    revokeOwn: async (id: string, user_id: string, now: string): Promise<boolean> =>
      (await end(now, eq(sessions.id, id), eq(sessions.user_id, user_id))) > 0,

    /** Ends the living sessions of a user, but for the one to keep; gives how many these were. */
    revokeOfUser: (user_id: string, now: string, keep?: string): Promise<number> =>
      end(
        now,
        eq(sessions.user_id, user_id),
        gt(sessions.expires_at, now),
        keep === undefined ? undefined : ne(sessions.id, keep),
      ),

    /** Ends the living sessions of everybody; gives how many these were. */
    revokeAll: (now: string): Promise<number> => end(now, gt(sessions.expires_at, now)),

    /** Forgets the sessions that ended or expired before a moment. */
    async purge(before: string): Promise<void> {
      await exclusively(() =>
        writer
          .delete(sessions)
          .where(or(lt(sessions.expires_at, before), lt(sessions.revoked_at, before))),
      );
    },
  };
}
