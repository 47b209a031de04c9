import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { isUniqueViolation } from '../errors.js';
import type { User } from '../schema/tables.js';
import { changed } from './changed.js';

/** What becomes of an account's address, and of the username that its proof brings. */
export function accountAddresses({ tables: { users }, writer, exclusively }: Connection) {
  return {
    /** Marks the address as proved, if it is still the account's; undefined when nothing changed. */
    async verifyEmail(id: string, email: string, now: string): Promise<User | undefined> {
      const [user] = await exclusively(() =>
        writer
          .update(users)
          .set({ email_verified: true, awaits_proof: false, ...changed(users, now) })
          .where(and(eq(users.id, id), eq(users.email, email), eq(users.email_verified, false)))
          .returning(),
      );
      return user;
    },

    /** Gives a proved account the username that it was signed up with, unless that is taken by now. */
    async claimUsername(id: string, now: string): Promise<void> {
      try {
        await exclusively(() =>
          writer
            .update(users)
            .set({
              username: sql`${users.wished_username}`,
              wished_username: null,
              ...changed(users, now),
            })
            .where(
              and(
                eq(users.id, id),
                isNotNull(users.wished_username),
                eq(users.awaits_proof, false),
              ),
            ),
        );
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        await exclusively(() =>
          writer.update(users).set({ wished_username: null }).where(eq(users.id, id)),
        );
      }
    },

    /** Notes the address that a change waits for, or that none does. */
    async setPendingEmail(id: string, pending_email: string | null): Promise<User | undefined> {
      const [user] = await exclusively(() =>
        writer.update(users).set({ pending_email }).where(eq(users.id, id)).returning(),
      );
      return user;
    },

    /**
     * Makes the address that a change waits for, and that is proved now, the account's; undefined when
     * another one is waited for by now, or another account has it.
     */
    async changeEmail(id: string, email: string, now: string): Promise<User | undefined> {
      return unlessTaken(() =>
        writer
          .update(users)
          .set({ email, email_verified: true, pending_email: null, ...changed(users, now) })
          .where(and(eq(users.id, id), eq(users.pending_email, email)))
          .returning(),
      );
    },

    /**
     * Gives an active account an address back that it had proved, and takes it from another issuer that
     * it was joined to under the other address; undefined when another account has the address.
     */
    async restoreEmail(id: string, email: string, now: string): Promise<User | undefined> {
      return unlessTaken(() =>
        writer
          .update(users)
          .set({
            email,
            email_verified: true,
            pending_email: null,
            issuer: null,
            subject: null,
            ...changed(users, now),
          })
          .where(and(eq(users.id, id), eq(users.is_active, true)))
          .returning(),
      );
    },
  };

  /** An update that a unique index may refuse, which in a transaction ends that. */
  async function unlessTaken(update: () => PromiseLike<User[]>): Promise<User | undefined> {
    try {
      return (await exclusively(update))[0];
    } catch (error) {
      if (isUniqueViolation(error)) return undefined;
      throw error;
    }
  }
}
