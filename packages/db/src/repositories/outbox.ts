import {
  and,
  asc,
  count,
  desc,
  eq,
  getTableColumns,
  gt,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { constant } from '../prepared.js';
import type { OutboxMail } from '../schema/tables.js';

/** What has become of a mail; `pending` is also one that is under way just now. */
export const mailStates = ['pending', 'sent', 'abandoned', 'superseded'] as const;
export type MailState = (typeof mailStates)[number];

/** What may be shown of a mail: not its data, which names what its link is derived from. */
export type MailDescription = Omit<OutboxMail, 'data'> & { state: MailState };

/** What `last_error` says of a mail that was not sent because its link would be dead. */
const superseded = 'superseded';

/** How many rows one statement deletes, so that nobody waits behind a large delete. */
const purgedAtOnce = 1_000;

export type NewMail = Pick<
  OutboxMail,
  'id' | 'kind' | 'user_id' | 'address' | 'data' | 'created_at'
>;

export function outbox({
  tables: { outbox },
  reader,
  writer,
  prepare,
  exclusively,
  passingOver,
  lock,
}: Connection) {
  const state = sql<MailState>`CASE
    WHEN ${outbox.sent_at} IS NOT NULL THEN 'sent'
    WHEN ${outbox.next_try_at} IS NOT NULL THEN 'pending'
    WHEN ${outbox.last_error} = ${sql.raw(`'${superseded}'`)} THEN 'superseded'
    ELSE 'abandoned' END`;
  const { data, ...shown } = getTableColumns(outbox);
  const description = { ...shown, state };

  /** Those whose lease still holds: another worker may have taken over one that was too slow. */
  const held = ({ id, next_try_at }: LeasedMail) =>
    and(eq(outbox.id, id), eq(outbox.next_try_at, next_try_at ?? ''), isNull(outbox.sent_at));

  const due = prepare(() =>
    reader
      .select({ id: outbox.id })
      .from(outbox)
      .where(lte(outbox.next_try_at, sql.placeholder('now')))
      // Or PostgreSQL may look for any one in the whole table.
      .orderBy(asc(outbox.next_try_at))
      .limit(constant(1)),
  );

  async function makeDue(which: SQL | undefined, now: string): Promise<number> {
    const due = await exclusively(() =>
      writer.update(outbox).set({ next_try_at: now }).where(which).returning({ id: outbox.id }),
    );
    return due.length;
  }

  /** Ids as a table of its own: PostgreSQL may run a subquery once more, and its limit would be none. */
  function choose(which: SQL | undefined, limit: number) {
    const rows = writer
      .select({ id: outbox.id })
      .from(outbox)
      .where(which)
      .orderBy(asc(outbox.next_try_at))
      .limit(limit);
    const chosen = writer.$with('chosen').as(passingOver(rows));
    return { chosen, ids: writer.select({ id: chosen.id }).from(chosen) };
  }

  return {
    /**
     * Whether a mail of this kind was put in for a user since a moment. Until the transaction has ended
     * nobody else is told, so that of several who put one in if there is none, one does.
     */
    async hasSince(user_id: string, kind: string, since: string): Promise<boolean> {
      await lock(`${kind} to ${user_id}`);
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
      // An idle worker only reads.
      if ((await due({ now })).length === 0) return [];
      const { chosen, ids } = choose(lte(outbox.next_try_at, now), limit);
      return exclusively(() =>
        writer
          .with(chosen)
          .update(outbox)
          .set({ next_try_at: leaseUntil })
          .where(and(inArray(outbox.id, ids), lte(outbox.next_try_at, now)))
          .returning(),
      );
    },

    /** Notes it whoever holds the lease now, so that the mail goes out no more. */
    async sent(id: string, now: string): Promise<void> {
      await exclusively(() =>
        writer
          .update(outbox)
          .set({ sent_at: now, next_try_at: null })
          .where(and(eq(outbox.id, id), isNull(outbox.sent_at))),
      );
    },

    /** Notes a failed try; without `next_try_at` it was the last. False when the lease is lost. */
    async failed(
      mail: LeasedMail,
      { error, next_try_at }: { error: string; next_try_at: string | null },
    ): Promise<boolean> {
      const noted = await exclusively(() =>
        writer
          .update(outbox)
          .set({ tries: mail.tries + 1, last_error: error, next_try_at })
          .where(held(mail))
          .returning({ id: outbox.id }),
      );
      return noted.length > 0;
    },

    /** Notes that a mail is of no use any more. False when the lease is lost. */
    async supersede(mail: LeasedMail): Promise<boolean> {
      const noted = await exclusively(() =>
        writer
          .update(outbox)
          .set({ last_error: superseded, next_try_at: null })
          .where(held(mail))
          .returning({ id: outbox.id }),
      );
      return noted.length > 0;
    },

    /** The newest first. */
    async list(limit: number, wanted?: MailState): Promise<MailDescription[]> {
      return reader
        .select(description)
        .from(outbox)
        .where(wanted && eq(state, wanted))
        .orderBy(desc(outbox.created_at), desc(outbox.id))
        .limit(limit);
    },

    /** How many wait to be sent, and since when the oldest does. */
    async depth(): Promise<{ mails: number; oldest: string | null }> {
      const [first] = await reader
        .select({ created_at: outbox.created_at })
        .from(outbox)
        .where(isNotNull(outbox.next_try_at))
        .orderBy(asc(outbox.created_at))
        .limit(1);
      const [counted] = await reader
        .select({ mails: count() })
        .from(outbox)
        .where(isNotNull(outbox.next_try_at));
      return { mails: counted?.mails ?? 0, oldest: first?.created_at ?? null };
    },

    async byId(id: string): Promise<MailDescription | undefined> {
      const [mail] = await reader.select(description).from(outbox).where(eq(outbox.id, id));
      return mail;
    },

    /**
     * Makes a mail due that was given up, or that waits beyond a moment: the end of the longest lease
     * that anybody can hold, since a mail under way must not be taken by another.
     */
    async retry(id: string, now: string, beyond: string): Promise<boolean> {
      const late = and(isNull(outbox.sent_at), gt(outbox.next_try_at, beyond));
      const due = await makeDue(and(eq(outbox.id, id), or(eq(state, 'abandoned'), late)), now);
      return due > 0;
    },

    /** Makes all mails due that were given up, and says how many. */
    async retryAbandoned(now: string): Promise<number> {
      return makeDue(eq(state, 'abandoned'), now);
    },

    /** Forgets what was written before a moment and is not going to be tried again. */
    async purge(before: string): Promise<void> {
      const { chosen, ids } = choose(
        and(isNull(outbox.next_try_at), lt(outbox.created_at, before)),
        purgedAtOnce,
      );
      let gone: unknown[];
      do {
        gone = await exclusively(() =>
          writer
            .with(chosen)
            .delete(outbox)
            .where(inArray(outbox.id, ids))
            .returning({ id: outbox.id }),
        );
      } while (gone.length === purgedAtOnce);
    },
  };
}

type LeasedMail = Pick<OutboxMail, 'id' | 'tries' | 'next_try_at'>;
