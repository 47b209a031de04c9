import { and, eq, isNull, or, sql } from 'drizzle-orm';
import type { Connection } from '../connection.js';
import type { User } from '../schema/tables.js';
import { accountAddresses } from './account-addresses.js';
import { changed } from './changed.js';

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

export function accounts(connection: Connection) {
  const {
    tables: { users },
    reader,
    writer,
    prepare,
    exclusively,
  } = connection;

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
        ...changed(users, now),
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

    ...accountAddresses(connection),
  };
}
