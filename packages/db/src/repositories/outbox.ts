import { and, asc, eq, gt, inArray, isNull, lt, lte } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import type { OutboxMail } from '../schema/tables.js';

export type NewMail = Pick<
  OutboxMail,
  'id' | 'kind' | 'user_id' | 'address' | 'data' | 'created_at'
>;

export function outbox({
  tables: { outbox },
  reader,
  writer,
  exclusively,
  passingOver,
}: Connection) {
  return {
    /** Whether a mail of this kind was put in for a user since a moment. */
    async hasSince(user_id: string, kind: string, since: string): Promise<boolean> {
      const rows = await reader
        .select({ id: outbox.id })
        .from(outbox)
        .where(
          and(eq(outbox.user_id, user_id), eq(outbox.kind, kind), gt(outbox.created_at, since)),
        )
        .limit(1);
      return rows.length > 0;
    },

    /** To be called in the transaction of what the mail is about. */
    async add(mail: NewMail): Promise<void> {
      await exclusively(() =>
        writer.insert(outbox).values({ ...mail, next_try_at: mail.created_at }),
      );
    },

    /**
     * Takes mails that are due and postpones them until `leaseUntil`: whoever took them has until
     * then to say how it went, and nobody else gets them.
     */
    async take(now: string, leaseUntil: string, limit: number): Promise<OutboxMail[]> {
      const [due] = await reader
        .select({ id: outbox.id })
        .from(outbox)
        .where(lte(outbox.next_try_at, now))
        .limit(1);
      // An idle worker only reads.
      if (!due) return [];
      // Of its own, as PostgreSQL may run a subquery once more, and its limit would be none.
      const chosen = writer
        .$with('chosen')
        .as(
          passingOver(
            writer
              .select({ id: outbox.id })
              .from(outbox)
              .where(lte(outbox.next_try_at, now))
              .orderBy(asc(outbox.next_try_at))
              .limit(limit),
          ),
        );
      const ids = writer.select({ id: chosen.id }).from(chosen);
      return exclusively(() =>
        writer
          .with(chosen)
          .update(outbox)
          .set({ next_try_at: leaseUntil })
          .where(and(inArray(outbox.id, ids), lte(outbox.next_try_at, now)))
          .returning(),
      );
    },

    async sent(id: string, now: string): Promise<void> {
      await exclusively(() =>
        writer.update(outbox).set({ sent_at: now, next_try_at: null }).where(eq(outbox.id, id)),
      );
    },

    /** Notes a failed try; without `next_try_at` it was the last. */
    async failed(
      { id, tries }: Pick<OutboxMail, 'id' | 'tries'>,
      { error, next_try_at }: { error: string; next_try_at: string | null },
    ): Promise<void> {
      await exclusively(() =>
        writer
          .update(outbox)
          .set({ tries: tries + 1, last_error: error, next_try_at })
          .where(eq(outbox.id, id)),
      );
    },

    /** Forgets what was written before a moment and is not going to be tried again. */
    async purge(before: string): Promise<void> {
      await exclusively(() =>
        writer.delete(outbox).where(and(isNull(outbox.next_try_at), lt(outbox.created_at, before))),
      );
    },
  };
}
