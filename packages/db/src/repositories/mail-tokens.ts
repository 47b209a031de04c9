import { and, desc, eq, gt, gte, isNotNull, isNull, lt, lte, ne, sql } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import type { MailToken } from '../schema/tables.js';

export type NewMailToken = Omit<MailToken, 'used_at' | 'tries'>;

export function mailTokens({ tables: { mail_tokens }, reader, writer, exclusively }: Connection) {
  const alive = (now: string) => and(isNull(mail_tokens.used_at), gt(mail_tokens.expires_at, now));

  return {
    /**
     * Puts a new token in the place of the old one, unless that was made after `cooldownSince`; of
     * several callers at once, one wins.
     */
    async replace(token: NewMailToken, cooldownSince: string): Promise<boolean> {
      const rows = await exclusively(() =>
        writer
          .insert(mail_tokens)
          .values(token)
          .onConflictDoUpdate({
            target: [mail_tokens.user_id, mail_tokens.purpose, mail_tokens.address],
            set: { ...token, used_at: null, tries: 0 },
            setWhere: lte(mail_tokens.created_at, cooldownSince),
          })
          .returning({ id: mail_tokens.id }),
      );
      return rows.length > 0;
    },

    /** The newest token of a user for a purpose, or for one address of it; dead or alive. */
    async newest(
      user_id: string,
      purpose: string,
      address?: string,
    ): Promise<MailToken | undefined> {
      const [token] = await reader
        .select()
        .from(mail_tokens)
        .where(
          and(
            eq(mail_tokens.user_id, user_id),
            eq(mail_tokens.purpose, purpose),
            address === undefined ? undefined : eq(mail_tokens.address, address),
          ),
        )
        .orderBy(desc(mail_tokens.created_at))
        .limit(1);
      return token;
    },

    /** A token of this purpose that is alive and was mailed to an address, whatever its case. */
    async livingTo(address: string, purpose: string, now: string): Promise<MailToken | undefined> {
      const [token] = await reader
        .select()
        .from(mail_tokens)
        .where(
          and(
            sql`lower(${mail_tokens.address}) = ${address.toLowerCase()}`,
            eq(mail_tokens.purpose, purpose),
            alive(now),
          ),
        )
        .limit(1);
      return token;
    },

    async byId(id: string): Promise<MailToken | undefined> {
      const [token] = await reader.select().from(mail_tokens).where(eq(mail_tokens.id, id));
      return token;
    },

    /** Counts a try at the code before it is compared, so no number of callers gets more of them. */
    async countTry(
      { user_id, purpose, address }: Pick<MailToken, 'user_id' | 'purpose' | 'address'>,
      { now, limit }: { now: string; limit: number },
    ): Promise<MailToken | undefined> {
      const [token] = await exclusively(() =>
        writer
          .update(mail_tokens)
          .set({ tries: sql`${mail_tokens.tries} + 1` })
          .where(
            and(
              eq(mail_tokens.user_id, user_id),
              eq(mail_tokens.purpose, purpose),
              eq(mail_tokens.address, address),
              alive(now),
              lt(mail_tokens.tries, limit),
            ),
          )
          .returning(),
      );
      return token;
    },

    /** Uses a token up; of several callers at once, one wins. */
    async consume(
      { id, user_id }: Pick<MailToken, 'id' | 'user_id'>,
      now: string,
    ): Promise<MailToken | undefined> {
      const [token] = await exclusively(() =>
        writer
          .update(mail_tokens)
          .set({ used_at: now })
          .where(and(eq(mail_tokens.id, id), eq(mail_tokens.user_id, user_id), alive(now)))
          .returning(),
      );
      return token;
    },

    /** Kills every outstanding token of a user, but for one purpose; when they were sent stays known, for the cooldown. */
    async kill(user_id: string, now: string, spared?: string): Promise<void> {
      await exclusively(() =>
        writer
          .update(mail_tokens)
          .set({ used_at: now })
          .where(
            and(
              eq(mail_tokens.user_id, user_id),
              isNull(mail_tokens.used_at),
              spared === undefined ? undefined : ne(mail_tokens.purpose, spared),
            ),
          ),
      );
    },

    /** Lets a user's tokens of a purpose expire that were made from a moment on. */
    async expireSince(user_id: string, purpose: string, since: string, now: string): Promise<void> {
      await exclusively(() =>
        writer
          .update(mail_tokens)
          .set({ expires_at: now })
          .where(
            and(
              eq(mail_tokens.user_id, user_id),
              eq(mail_tokens.purpose, purpose),
              gte(mail_tokens.created_at, since),
              gt(mail_tokens.expires_at, now),
            ),
          ),
      );
    },

    /** When a user last used a token of a purpose, as far as it is remembered. */
    async lastUsed(user_id: string, purpose: string): Promise<string | undefined> {
      const [token] = await reader
        .select({ used_at: mail_tokens.used_at })
        .from(mail_tokens)
        .where(
          and(
            eq(mail_tokens.user_id, user_id),
            eq(mail_tokens.purpose, purpose),
            isNotNull(mail_tokens.used_at),
          ),
        )
        .orderBy(desc(mail_tokens.used_at))
        .limit(1);
      return token?.used_at ?? undefined;
    },

    /** Forgets the tokens that expired before a moment. */
    async purge(before: string): Promise<void> {
      await exclusively(() => writer.delete(mail_tokens).where(lt(mail_tokens.expires_at, before)));
    },
  };
}
