import { sql } from 'drizzle-orm';
import type { Words } from './columns.sqlite.js';

/** What an outbox row keeps beside kind and address; never a token. */
export interface MailData {
  /** The mailed token whose link and code the mail shows. */
  mail_token_id?: string;
  /** When the event happened that the mail tells of. */
  at?: string;
  /** Where the event came from, for notices. */
  ip?: string;
  user_agent?: string;
  /** It goes to the address that the account had before. */
  former?: true;
  /** Where the link's page leads on to; one of those that are configured. */
  redirect?: string;
  /** What the mail came of, for traces. */
  traceparent?: string;
}

/** Every table, said once for both dialects. Names are the names on the wire. */
export function defineTables(words: Words) {
  const { table, identity, text, integer, boolean, instant, json, index, uniqueIndex } = words;

  const users = table(
    'users',
    {
      legacy_id: identity(),
      id: text().notNull().unique(),
      username: text().notNull(),
      email: text().notNull(),
      email_verified: boolean().notNull().default(false),
      /** The address that a change is waiting for. */
      pending_email: text(),
      /** Made by a private sign-up: until the address is proved nobody can sign in. */
      awaits_proof: boolean().notNull().default(false),
      /** What such a sign-up asked to be called; it becomes the username with the proof. */
      wished_username: text(),
      first_name: text(),
      last_name: text(),
      display_name: text(),
      phone: text(),
      locale: text(),
      timezone: text(),
      avatar_url: text(),
      created_at: instant().notNull(),
      updated_at: instant().notNull(),
      version: integer().notNull().default(1),
      /** Null when another identity provider signs the user in. */
      password_hash: text(),
      /** Who that is, and what it calls the user. */
      issuer: text(),
      subject: text(),
      last_login: instant(),
      is_active: boolean().notNull().default(true),
      is_staff: boolean().notNull().default(false),
      is_superuser: boolean().notNull().default(false),
    },
    (t) => [
      // Both are ASCII, so lower() means the same on both dialects.
      uniqueIndex('users_username_key').on(sql`lower(${t.username})`),
      uniqueIndex('users_email_key').on(sql`lower(${t.email})`),
      uniqueIndex('users_issuer_subject_key').on(t.issuer, t.subject),
    ],
  );

  const userId = () =>
    text()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' });

  const sessions = table(
    'sessions',
    {
      id: text().primaryKey(),
      user_id: userId(),
      scope: text().notNull(),
      created_at: instant().notNull(),
      last_seen_at: instant().notNull(),
      expires_at: instant().notNull(),
      revoked_at: instant(),
      /** Random; with the generation it yields the refresh token, under SECRET. */
      seed: text().notNull(),
      /** How often the refresh token was rotated; only the newest is good. */
      generation: integer().notNull().default(0),
      rotated_at: instant().notNull(),
      ip: text(),
      user_agent: text(),
    },
    (t) => [
      // Whoever looks for the living ones of somebody reads none that was revoked.
      index('sessions_user_id_revoked_at_idx').on(t.user_id, t.revoked_at),
      // The one above does its work; it goes a release later, since to drop one stops who reads.
      index('sessions_user_id_idx').on(t.user_id),
      index('sessions_expires_at_idx').on(t.expires_at),
    ],
  );

  /** One row a user, purpose and address: a new request overwrites the old token, which thereby is dead. */
  const mail_tokens = table(
    'mail_tokens',
    {
      id: text().primaryKey(),
      user_id: userId(),
      purpose: text().notNull(),
      address: text().notNull(),
      created_at: instant().notNull(),
      expires_at: instant().notNull(),
      used_at: instant(),
      tries: integer().notNull().default(0),
    },
    (t) => [
      uniqueIndex('mail_tokens_user_id_purpose_address_key').on(t.user_id, t.purpose, t.address),
      index('mail_tokens_address_idx').on(sql`lower(${t.address})`),
      index('mail_tokens_expires_at_idx').on(t.expires_at),
    ],
  );

  const outbox = table(
    'outbox',
    {
      id: text().primaryKey(),
      kind: text().notNull(),
      user_id: userId(),
      address: text().notNull(),
      data: json<MailData>().notNull(),
      created_at: instant().notNull(),
      /** When it is due; taking a mail pushes this forward, so a crash makes it due again. */
      next_try_at: instant(),
      tries: integer().notNull().default(0),
      sent_at: instant(),
      last_error: text(),
    },
    (t) => [
      index('outbox_next_try_at_idx').on(t.next_try_at),
      index('outbox_user_id_idx').on(t.user_id),
    ],
  );

  const signing_keys = table('signing_keys', {
    id: text().primaryKey(),
    alg: text().notNull(),
    public_jwk: json<Record<string, string>>().notNull(),
    /** The private JWK, encrypted under SECRET. */
    private_jwk: text().notNull(),
    created_at: instant().notNull(),
    /** It is published before this moment, and signs from then on. */
    active_from: instant().notNull(),
    /** When it stops verifying; null while it may still sign. */
    retired_at: instant(),
  });

  const counters = table(
    'counters',
    {
      key: text().primaryKey(),
      points: integer().notNull(),
      expires_at: instant().notNull(),
    },
    (t) => [index('counters_expires_at_idx').on(t.expires_at)],
  );

  /** Who was deleted while another issuer's tokens may still name them. */
  const deleted_identities = table(
    'deleted_identities',
    {
      /** An HMAC of issuer and subject. */
      key: text().primaryKey(),
      deleted_at: instant().notNull(),
    },
    (t) => [index('deleted_identities_deleted_at_idx').on(t.deleted_at)],
  );

  /** Every picture of which there may be files. */
  const avatars = table(
    'avatars',
    {
      /** Random; the name of the folder that its files are in. */
      id: text().primaryKey(),
      /** Whose it is; no reference, as it outlives a deleted account until its files are gone. */
      user_id: text().notNull(),
      /** Null while the profile shows it; from before its first file is written until then, and after. */
      unused_since: instant(),
    },
    (t) => [
      index('avatars_user_id_idx').on(t.user_id),
      index('avatars_unused_since_idx').on(t.unused_since),
    ],
  );

  return {
    users,
    sessions,
    mail_tokens,
    outbox,
    signing_keys,
    counters,
    deleted_identities,
    avatars,
  };
}

export type Tables = ReturnType<typeof defineTables>;
export type User = Tables['users']['$inferSelect'];
export type Session = Tables['sessions']['$inferSelect'];
export type MailToken = Tables['mail_tokens']['$inferSelect'];
export type OutboxMail = Tables['outbox']['$inferSelect'];
export type SigningKey = Tables['signing_keys']['$inferSelect'];
export type Counter = Tables['counters']['$inferSelect'];
