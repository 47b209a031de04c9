import { and, eq, isNotNull, isNull, or, sql } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import { isUniqueViolation } from '../errors.js';
import type { User } from '../schema/tables.js';

/** What an account starts with; the rest of its columns have defaults. */
export type NewAccount = Pick<
  User,
  'id' | 'username' | 'email' | 'first_name' | 'last_name' | 'password_hash' | 'created_at'
> &
  Partial<
    Pick<
      User,
      | 'issuer'
      | 'subject'
      | 'email_verified'
      | 'display_name'
      | 'locale'
      | 'awaits_proof'
      | 'wished_username'
    >
  >;

export function accounts({ tables: { users }, reader, writer, prepare, exclusively }: Connection) {
  const byId = prepare(() =>
    reader
      .select()
      .from(users)
      .where(eq(users.id, sql.placeholder('id'))),
  );
  const byEmail = prepare(() =>
    reader
      .select()
      .from(users)
      .where(sql`lower(${users.email}) = ${sql.placeholder('email')}`),
  );
  const byUsername = prepare(() =>
    reader
      .select()
      .from(users)
      .where(sql`lower(${users.username}) = ${sql.placeholder('username')}`),
  );

  const byIdentity = prepare(() =>
    reader
      .select()
      .from(users)
      .where(
        and(
          eq(users.issuer, sql.placeholder('issuer')),
          eq(users.subject, sql.placeholder('subject')),
        ),
      ),
  );

  const signedIn = prepare(() =>
    writer
      .update(users)
      .set({ last_login: sql`${sql.placeholder('now')}` })
      .where(
        and(
          eq(users.id, sql.placeholder('id')),
          eq(users.password_hash, sql.placeholder('passwordHash')),
          eq(users.is_active, true),
        ),
      )
      .returning(),
  );

  return {
    async byId(id: string): Promise<User | undefined> {
      return (await byId({ id }))[0];
    },

    async byEmail(email: string): Promise<User | undefined> {
      return (await byEmail({ email: email.toLowerCase() }))[0];
    },

    async byUsername(username: string): Promise<User | undefined> {
      return (await byUsername({ username: username.toLowerCase() }))[0];
    },

    /** The user whom another identity provider calls by this name. */
    async byIdentity(issuer: string, subject: string): Promise<User | undefined> {
      return (await byIdentity({ issuer, subject }))[0];
    },

    /**
     * Makes an account sign in through another identity provider, which has proved its address. A
     * password that was set before anybody had proved it is gone then.
     */
    async link(
      { id, email_verified }: Pick<User, 'id' | 'email_verified'>,
      identity: { issuer: string; subject: string },
      now: string,
    ): Promise<User | undefined> {
      const proved = {
        email_verified: true,
        awaits_proof: false,
        password_hash: null,
        ...changed(now),
      };
      const [user] = await exclusively(() =>
        writer
          .update(users)
          .set({ ...identity, ...(!email_verified && proved) })
          .where(and(eq(users.id, id), or(isNull(users.issuer), eq(users.email_verified, false))))
          .returning(),
      );
      return user;
    },

    /** Undefined when the address or the username is taken. */
    async create(account: NewAccount): Promise<User | undefined> {
      const [user] = await exclusively(() =>
        writer
          .insert(users)
          .values({ ...account, updated_at: account.created_at })
          .onConflictDoNothing()
          .returning(),
      );
      return user;
    },

    /** Notes a sign-in, unless the password has changed since it was checked or the account is off. */
    async signedIn(id: string, passwordHash: string, now: string): Promise<User | undefined> {
      const [user] = await exclusively(() => signedIn({ id, passwordHash, now }));
      return user;
    },

    /** Replaces one password hash by another; of two callers who saw the same old one, one wins. */
    async replacePassword(id: string, old: string, replacement: string): Promise<boolean> {
      const rows = await exclusively(() =>
        writer
          .update(users)
          .set({ password_hash: replacement })
          .where(and(eq(users.id, id), eq(users.password_hash, old)))
          .returning({ id: users.id }),
      );
      return rows.length > 0;
    },

    /** Switches an account on or off; undefined when it is gone. */
    async setActive(id: string, is_active: boolean): Promise<User | undefined> {
      const [user] = await exclusively(() =>
        writer.update(users).set({ is_active }).where(eq(users.id, id)).returning(),
      );
      return user;
    },

    /** Forgets an account and all that hangs on it, and gives it a last time; undefined when it was gone already. */
    async delete(id: string): Promise<User | undefined> {
      const [user] = await exclusively(() =>
        writer.delete(users).where(eq(users.id, id)).returning(),
      );
      return user;
    },

    /** Marks the address as proved, if it is still the account's; undefined when nothing changed. */
    async verifyEmail(id: string, email: string, now: string): Promise<User | undefined> {
      const [user] = await exclusively(() =>
        writer
          .update(users)
          .set({ email_verified: true, awaits_proof: false, ...changed(now) })
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
              ...changed(now),
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
          .set({ email, email_verified: true, pending_email: null, ...changed(now) })
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
            ...changed(now),
          })
          .where(and(eq(users.id, id), eq(users.is_active, true)))
          .returning(),
      );
    },

    /**
     * Sets a forgotten password, which proves the address, unless one of both has changed in between. An
     * issuer that signed the account in without having proved it does so no more. To be called in a
     * transaction, since it takes two statements.
     */
    async resetPassword(
      { id, email, password_hash }: Pick<User, 'id' | 'email' | 'password_hash'>,
      replacement: string,
      now: string,
    ): Promise<User | undefined> {
      const same = and(
        eq(users.id, id),
        eq(users.email, email),
        password_hash === null
          ? isNull(users.password_hash)
          : eq(users.password_hash, password_hash),
        eq(users.is_active, true),
      );
      // The profile changes only when the address was unproved. Written by hand, since PostgreSQL takes
      // two statements for one only in a transaction.
      const changes = {
        version: sql`${users.version} + CASE WHEN ${users.email_verified} THEN 0 ELSE 1 END`,
        updated_at: sql`CASE WHEN ${users.email_verified} THEN ${users.updated_at} ELSE ${now} END`,
        issuer: sql`CASE WHEN ${users.email_verified} THEN ${users.issuer} END`,
        subject: sql`CASE WHEN ${users.email_verified} THEN ${users.subject} END`,
      };
      const proof = {
        email_verified: true,
        awaits_proof: false,
        pending_email: null,
        ...changes,
      };
      const [user] = await exclusively(() =>
        writer
          .update(users)
          .set({ password_hash: replacement, ...proof })
          .where(same)
          .returning(),
      );
      return user;
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

  function changed(now: string) {
    return { version: sql`${users.version} + 1`, updated_at: now };
  }
}
