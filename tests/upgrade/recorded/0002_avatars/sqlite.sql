CREATE TABLE __drizzle_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, hash text NOT NULL, created_at numeric);
--> statement-breakpoint
CREATE TABLE `counters` (
	`key` text PRIMARY KEY NOT NULL,
	`points` integer NOT NULL,
	`expires_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `counters_expires_at_idx` ON `counters` (`expires_at`);
--> statement-breakpoint
CREATE TABLE `mail_tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`purpose` text NOT NULL,
	`address` text NOT NULL,
	`created_at` text NOT NULL,
	`expires_at` text NOT NULL,
	`used_at` text,
	`tries` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `mail_tokens_user_id_purpose_key` ON `mail_tokens` (`user_id`,`purpose`);
--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`user_id` text NOT NULL,
	`address` text NOT NULL,
	`data` text NOT NULL,
	`created_at` text NOT NULL,
	`next_try_at` text,
	`tries` integer DEFAULT 0 NOT NULL,
	`sent_at` text,
	`last_error` text,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `outbox_next_try_at_idx` ON `outbox` (`next_try_at`);
--> statement-breakpoint
CREATE INDEX `outbox_user_id_idx` ON `outbox` (`user_id`);
--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`scope` text NOT NULL,
	`created_at` text NOT NULL,
	`last_seen_at` text NOT NULL,
	`expires_at` text NOT NULL,
	`revoked_at` text,
	`seed` text NOT NULL,
	`generation` integer DEFAULT 0 NOT NULL,
	`rotated_at` text NOT NULL,
	`ip` text,
	`user_agent` text,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `sessions_user_id_idx` ON `sessions` (`user_id`);
--> statement-breakpoint
CREATE INDEX `sessions_expires_at_idx` ON `sessions` (`expires_at`);
--> statement-breakpoint
CREATE TABLE `signing_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`alg` text NOT NULL,
	`public_jwk` text NOT NULL,
	`private_jwk` text NOT NULL,
	`created_at` text NOT NULL,
	`active_from` text NOT NULL,
	`retired_at` text
);
--> statement-breakpoint
CREATE TABLE `users` (
	`legacy_id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`username` text NOT NULL,
	`email` text NOT NULL,
	`email_verified` integer DEFAULT false NOT NULL,
	`first_name` text,
	`last_name` text,
	`display_name` text,
	`phone` text,
	`locale` text,
	`timezone` text,
	`avatar_url` text,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`password_hash` text,
	`issuer` text,
	`subject` text,
	`last_login` text,
	`is_active` integer DEFAULT true NOT NULL,
	`is_staff` integer DEFAULT false NOT NULL,
	`is_superuser` integer DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_id_unique` ON `users` (`id`);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_username_key` ON `users` (lower("username"));
--> statement-breakpoint
CREATE UNIQUE INDEX `users_email_key` ON `users` (lower("email"));
--> statement-breakpoint
CREATE UNIQUE INDEX `users_issuer_subject_key` ON `users` (`issuer`,`subject`);
--> statement-breakpoint
CREATE TABLE `deleted_identities` (
	`key` text PRIMARY KEY NOT NULL,
	`deleted_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `deleted_identities_deleted_at_idx` ON `deleted_identities` (`deleted_at`);
--> statement-breakpoint
DROP INDEX `mail_tokens_user_id_purpose_key`;
--> statement-breakpoint
CREATE UNIQUE INDEX `mail_tokens_user_id_purpose_address_key` ON `mail_tokens` (`user_id`,`purpose`,`address`);
--> statement-breakpoint
CREATE INDEX `mail_tokens_address_idx` ON `mail_tokens` (lower("address"));
--> statement-breakpoint
CREATE INDEX `mail_tokens_expires_at_idx` ON `mail_tokens` (`expires_at`);
--> statement-breakpoint
ALTER TABLE `users` ADD `pending_email` text;
--> statement-breakpoint
ALTER TABLE `users` ADD `awaits_proof` integer DEFAULT false NOT NULL;
--> statement-breakpoint
ALTER TABLE `users` ADD `wished_username` text;
--> statement-breakpoint
CREATE TABLE `avatars` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`unused_since` text
);
--> statement-breakpoint
CREATE INDEX `avatars_user_id_idx` ON `avatars` (`user_id`);
--> statement-breakpoint
CREATE INDEX `avatars_unused_since_idx` ON `avatars` (`unused_since`);
--> statement-breakpoint
INSERT INTO "users" ("legacy_id", "id", "username", "email", "email_verified", "first_name", "last_name", "display_name", "phone", "locale", "timezone", "avatar_url", "created_at", "updated_at", "version", "password_hash", "issuer", "subject", "last_login", "is_active", "is_staff", "is_superuser", "pending_email", "awaits_proof", "wished_username") VALUES (1, 'usr_01m8194747eh4teb7v0d3dd4w0', 'ada', 'ada@example.com', 1, 'Ada', 'Lövelace “🦉”', NULL, '+4930901820', 'en-GB', 'Asia/Kolkata', '/media/avatars/16a5743d2562376036ced040f8081b7a/256.webp', '2026-11-22T09:24:19.955Z', '2026-11-22T09:24:20.752Z', 4, '$argon2id$v=19$m=19456,t=2,p=1$aeoufW6SO/L0cmmAfvMdkw$QKgdmzQDTKlKp/WUAmLIYycbRA2krYsHaRSe1W2RNtE', NULL, NULL, '2026-11-22T09:24:20.892Z', 1, 0, 0, NULL, 0, NULL);
--> statement-breakpoint
INSERT INTO "users" ("legacy_id", "id", "username", "email", "email_verified", "first_name", "last_name", "display_name", "phone", "locale", "timezone", "avatar_url", "created_at", "updated_at", "version", "password_hash", "issuer", "subject", "last_login", "is_active", "is_staff", "is_superuser", "pending_email", "awaits_proof", "wished_username") VALUES (2, 'usr_01m81948e3eh4teb9ca109s3b7', 'ida', 'ida@example.com', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-22T09:24:21.059Z', '2026-11-22T09:24:21.059Z', 1, NULL, 'http://127.0.0.1:40015', 'ida', NULL, 1, 0, 0, NULL, 0, NULL);
--> statement-breakpoint
INSERT INTO "users" ("legacy_id", "id", "username", "email", "email_verified", "first_name", "last_name", "display_name", "phone", "locale", "timezone", "avatar_url", "created_at", "updated_at", "version", "password_hash", "issuer", "subject", "last_login", "is_active", "is_staff", "is_superuser", "pending_email", "awaits_proof", "wished_username") VALUES (4, 'usr_01m819498qf6etk3vh3sj1mb1w', 'bob', 'bob@example.com', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-22T09:24:22.016Z', '2026-11-22T09:24:22.016Z', 1, '$argon2id$v=19$m=19456,t=2,p=1$2B1ZUNcRSdZZEqy+Im4EjQ$O5TTvzFoZaya+fsfYeg5CcmS1Onk68wtN0+boDNlfMI', NULL, NULL, NULL, 1, 0, 0, NULL, 0, NULL);
--> statement-breakpoint
INSERT INTO "users" ("legacy_id", "id", "username", "email", "email_verified", "first_name", "last_name", "display_name", "phone", "locale", "timezone", "avatar_url", "created_at", "updated_at", "version", "password_hash", "issuer", "subject", "last_login", "is_active", "is_staff", "is_superuser", "pending_email", "awaits_proof", "wished_username") VALUES (5, 'usr_01m81949gnf6etk3w9fsk63j45', 'eve', 'eve@example.com', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-22T09:24:22.193Z', '2026-11-22T09:24:22.193Z', 1, '$argon2id$v=19$m=19456,t=2,p=1$jV0BQC1bhfZhSuOERvtnXg$LuGPHuv/ZNYWCo67k00uucyH7/XzTSIo6N9y5M8GHNE', NULL, NULL, NULL, 1, 0, 0, 'new-eve@example.com', 0, NULL);
--> statement-breakpoint
INSERT INTO "__drizzle_migrations" ("id", "hash", "created_at") VALUES (1, 'a653fcafebc7b8aa3cbd27cdf29cfaafcd729b73e59cbc24f853e2deb0c55ccb', 1795298658172);
--> statement-breakpoint
INSERT INTO "__drizzle_migrations" ("id", "hash", "created_at") VALUES (2, '20d0ade1d611982a043e1f936e4b0cd88ac946e799c3acbdb67b2b25c17940e7', 1795304446341);
--> statement-breakpoint
INSERT INTO "__drizzle_migrations" ("id", "hash", "created_at") VALUES (3, '1104e6fd7b97c7c13ec88dcca7982bbc6481c3df5cb66dbc3b4eed30a6f20161', 1795330923762);
--> statement-breakpoint
INSERT INTO "avatars" ("id", "user_id", "unused_since") VALUES ('16a5743d2562376036ced040f8081b7a', 'usr_01m8194747eh4teb7v0d3dd4w0', NULL);
--> statement-breakpoint
INSERT INTO "counters" ("key", "points", "expires_at") VALUES ('sign_up:PPEgemCDeIneuVQdooGR9l8PguJ0QJ3hIo5aUU8Z0XA', 3, '2026-11-22T10:24:19.706Z');
--> statement-breakpoint
INSERT INTO "counters" ("key", "points", "expires_at") VALUES ('unproved_mail:eF0ecGWm5JPhvfIvn_6iYy-_2TefLNZhWB8e32YWkeI', 1, '2026-11-22T10:24:19.716Z');
--> statement-breakpoint
INSERT INTO "counters" ("key", "points", "expires_at") VALUES ('mail_token:tduckPDLUeFoOmT03bVcQ1g0xyjXFYwAt7Sg0m6HWn4', 1, '2026-11-22T09:39:20.163Z');
--> statement-breakpoint
INSERT INTO "counters" ("key", "points", "expires_at") VALUES ('password:tduckPDLUeFoOmT03bVcQ1g0xyjXFYwAt7Sg0m6HWn4', 1, '2026-11-22T09:39:20.188Z');
--> statement-breakpoint
INSERT INTO "counters" ("key", "points", "expires_at") VALUES ('avatar:tduckPDLUeFoOmT03bVcQ1g0xyjXFYwAt7Sg0m6HWn4', 1, '2026-11-22T10:24:20.404Z');
--> statement-breakpoint
INSERT INTO "counters" ("key", "points", "expires_at") VALUES ('sign_in_address:PPEgemCDeIneuVQdooGR9l8PguJ0QJ3hIo5aUU8Z0XA', 2, '2026-11-22T09:25:20.769Z');
--> statement-breakpoint
INSERT INTO "counters" ("key", "points", "expires_at") VALUES ('sign_in:jsrB8oUzE0dYgEu6956RE5KDezxVc4-L2LIKiiOrI4s', 2, '2026-11-22T09:25:20.805Z');
--> statement-breakpoint
INSERT INTO "counters" ("key", "points", "expires_at") VALUES ('refresh:5z1-7PrEVZXC8c1iDig1K9ubPHliLp_-K2-X1S6tXMM', 1, '2026-11-22T09:25:20.916Z');
--> statement-breakpoint
INSERT INTO "counters" ("key", "points", "expires_at") VALUES ('unproved_mail:Zor-5QXKwwpkVxWDoGeGx8skNZpbB_U-ITgQTKDxJmw', 1, '2026-11-22T10:24:21.907Z');
--> statement-breakpoint
INSERT INTO "counters" ("key", "points", "expires_at") VALUES ('unproved_mail:UpBwrr2pKtfUQfSGsSyN6elkp1bCQOutiylCwuJfNPo', 1, '2026-11-22T10:24:22.160Z');
--> statement-breakpoint
INSERT INTO "counters" ("key", "points", "expires_at") VALUES ('password:Szcp2gke8I4mY8pb2AKFAJ_eBruc007_JK86bRN0E8A', 1, '2026-11-22T09:39:22.237Z');
--> statement-breakpoint
INSERT INTO "counters" ("key", "points", "expires_at") VALUES ('unproved_mail:qbdq4qZEtlcMQavw2CI-VTY7SZAsib8X4GpqpDmX5rI', 1, '2026-11-22T10:24:22.318Z');
--> statement-breakpoint
INSERT INTO "deleted_identities" ("key", "deleted_at") VALUES ('bVuAbgecb3C_kCB8SLLgTAg3jgoE1wG8juLUtq-Egvc', '2026-11-22T09:24:21.574Z');
--> statement-breakpoint
INSERT INTO "mail_tokens" ("id", "user_id", "purpose", "address", "created_at", "expires_at", "used_at", "tries") VALUES ('s7sj6zIbcCl_jpNodYrcxA', 'usr_01m8194747eh4teb7v0d3dd4w0', 'verify-email', 'ada@example.com', '2026-11-22T09:24:19.970Z', '2126-10-29T09:24:19.970Z', '2026-11-22T09:24:20.166Z', 0);
--> statement-breakpoint
INSERT INTO "mail_tokens" ("id", "user_id", "purpose", "address", "created_at", "expires_at", "used_at", "tries") VALUES ('ns5G9A2hufmaJCqWkC2XbA', 'usr_01m819498qf6etk3vh3sj1mb1w', 'verify-email', 'bob@example.com', '2026-11-22T09:24:22.032Z', '2126-10-29T09:24:22.032Z', NULL, 0);
--> statement-breakpoint
INSERT INTO "mail_tokens" ("id", "user_id", "purpose", "address", "created_at", "expires_at", "used_at", "tries") VALUES ('TekAh8T4zQsJJtUcYabFhQ', 'usr_01m81949gnf6etk3w9fsk63j45', 'verify-email', 'eve@example.com', '2026-11-22T09:24:22.195Z', '2126-10-29T09:24:22.195Z', NULL, 0);
--> statement-breakpoint
INSERT INTO "mail_tokens" ("id", "user_id", "purpose", "address", "created_at", "expires_at", "used_at", "tries") VALUES ('C8YF16hsFw5glL5LaaSkQQ', 'usr_01m81949gnf6etk3w9fsk63j45', 'verify-email', 'new-eve@example.com', '2026-11-22T09:24:22.321Z', '2126-10-29T09:24:22.321Z', NULL, 0);
--> statement-breakpoint
INSERT INTO "outbox" ("id", "kind", "user_id", "address", "data", "created_at", "next_try_at", "tries", "sent_at", "last_error") VALUES ('mail_01m81947c3eh4teb841ym3431e', 'verify-email', 'usr_01m8194747eh4teb7v0d3dd4w0', 'ada@example.com', '{"mail_token_id":"s7sj6zIbcCl_jpNodYrcxA"}', '2026-11-22T09:24:19.972Z', NULL, 0, '2026-11-22T09:24:20.124Z', NULL);
--> statement-breakpoint
INSERT INTO "outbox" ("id", "kind", "user_id", "address", "data", "created_at", "next_try_at", "tries", "sent_at", "last_error") VALUES ('mail_01m81947n7eh4teb8nvfghkdb5', 'password-changed', 'usr_01m8194747eh4teb7v0d3dd4w0', 'ada@example.com', '{"at":"2026-11-22T09:24:20.261Z","ip":"127.0.0.1","user_agent":"node"}', '2026-11-22T09:24:20.263Z', NULL, 0, '2026-11-22T09:24:20.592Z', NULL);
--> statement-breakpoint
INSERT INTO "outbox" ("id", "kind", "user_id", "address", "data", "created_at", "next_try_at", "tries", "sent_at", "last_error") VALUES ('mail_01m81949cjf6etk3vvb1pfya3s', 'verify-email', 'usr_01m819498qf6etk3vh3sj1mb1w', 'bob@example.com', '{"mail_token_id":"ns5G9A2hufmaJCqWkC2XbA"}', '2026-11-22T09:24:22.034Z', '2026-11-22T09:24:24.785Z', 1, NULL, 'connect ECONNREFUSED 127.0.0.1:1');
--> statement-breakpoint
INSERT INTO "outbox" ("id", "kind", "user_id", "address", "data", "created_at", "next_try_at", "tries", "sent_at", "last_error") VALUES ('mail_01m81949hnf6etk3wnhv5xeekm', 'verify-email', 'usr_01m81949gnf6etk3w9fsk63j45', 'eve@example.com', '{"mail_token_id":"TekAh8T4zQsJJtUcYabFhQ"}', '2026-11-22T09:24:22.197Z', '2026-11-22T09:24:25.829Z', 1, NULL, 'connect ECONNREFUSED 127.0.0.1:1');
--> statement-breakpoint
INSERT INTO "outbox" ("id", "kind", "user_id", "address", "data", "created_at", "next_try_at", "tries", "sent_at", "last_error") VALUES ('mail_01m81949nmf6etk3x64thrx3z9', 'verify-email', 'usr_01m81949gnf6etk3w9fsk63j45', 'new-eve@example.com', '{"mail_token_id":"C8YF16hsFw5glL5LaaSkQQ"}', '2026-11-22T09:24:22.324Z', '2026-11-22T09:24:24.830Z', 1, NULL, 'connect ECONNREFUSED 127.0.0.1:1');
--> statement-breakpoint
INSERT INTO "sessions" ("id", "user_id", "scope", "created_at", "last_seen_at", "expires_at", "revoked_at", "seed", "generation", "rotated_at", "ip", "user_agent") VALUES ('ses_01m81947c5eh4teb8bxnfa5z7p', 'usr_01m8194747eh4teb7v0d3dd4w0', 'profile:read profile:write account:security', '2026-11-22T09:24:19.973Z', '2026-11-22T09:24:19.973Z', '2126-10-29T09:24:19.973Z', NULL, '219rm0tK9kf3w45a4nMOzuF6CxXINQUyJhNV8Ysy8Zo', 0, '2026-11-22T09:24:19.973Z', '127.0.0.1', 'node');
--> statement-breakpoint
INSERT INTO "sessions" ("id", "user_id", "scope", "created_at", "last_seen_at", "expires_at", "revoked_at", "seed", "generation", "rotated_at", "ip", "user_agent") VALUES ('ses_01m8194875eh4teb8x8w6fec9h', 'usr_01m8194747eh4teb7v0d3dd4w0', 'profile:read profile:write account:security', '2026-11-22T09:24:20.837Z', '2026-11-22T09:24:20.837Z', '2126-10-29T09:24:20.837Z', '2026-11-22T09:24:20.853Z', 'UwBU76FtY1wPJ0wYZvIEqSY4OmnAY0Wo3CtJPqXcjDI', 0, '2026-11-22T09:24:20.837Z', '127.0.0.1', 'node');
--> statement-breakpoint
INSERT INTO "sessions" ("id", "user_id", "scope", "created_at", "last_seen_at", "expires_at", "revoked_at", "seed", "generation", "rotated_at", "ip", "user_agent") VALUES ('ses_01m819488xeh4teb93j0g6prh3', 'usr_01m8194747eh4teb7v0d3dd4w0', 'profile:read profile:write account:security', '2026-11-22T09:24:20.893Z', '2026-11-22T09:24:20.925Z', '2126-10-29T09:24:20.925Z', NULL, 'aHvvElfKe_tJ4WKeHjKVwqEIjErWgJKuYn7NtQHAcxs', 1, '2026-11-22T09:24:20.925Z', '127.0.0.1', 'node');
--> statement-breakpoint
INSERT INTO "sessions" ("id", "user_id", "scope", "created_at", "last_seen_at", "expires_at", "revoked_at", "seed", "generation", "rotated_at", "ip", "user_agent") VALUES ('ses_01m81949ckf6etk3w1dcdsdpbx', 'usr_01m819498qf6etk3vh3sj1mb1w', 'profile:read profile:write account:security', '2026-11-22T09:24:22.035Z', '2026-11-22T09:24:22.035Z', '2126-10-29T09:24:22.035Z', NULL, '-qQTNbtEJ8vToYvJSkGqn-RUUPMrhkOxP-TC2smmEJ0', 0, '2026-11-22T09:24:22.035Z', '127.0.0.1', 'node');
--> statement-breakpoint
INSERT INTO "sessions" ("id", "user_id", "scope", "created_at", "last_seen_at", "expires_at", "revoked_at", "seed", "generation", "rotated_at", "ip", "user_agent") VALUES ('ses_01m81949hnf6etk3wygsgdhm47', 'usr_01m81949gnf6etk3w9fsk63j45', 'profile:read profile:write account:security', '2026-11-22T09:24:22.197Z', '2026-11-22T09:24:22.197Z', '2126-10-29T09:24:22.197Z', NULL, 'Z2CCcP6O5XEKtCutiYg7z1E0G0JPEuS7OwP8Uh_Mvnk', 0, '2026-11-22T09:24:22.197Z', '127.0.0.1', 'node');
--> statement-breakpoint
INSERT INTO "signing_keys" ("id", "alg", "public_jwk", "private_jwk", "created_at", "active_from", "retired_at") VALUES ('ZtWioIFcehYCu_mUqC4Kb_uANcCd5jSRJjJR1VkmFVA', 'ES256', '{"kty":"EC","x":"kCOuc-PSJWT0cSuZNjuiKTjTV-aVSVD9YlHTyWwqxEg","y":"ShHFQxA26k6o-v8dnl4zqTJlaswz-IoyvKAhysmifgo","crv":"P-256"}', '6rmFF0Rya26ugLPe7AVcnPEVxZBZTFipiWvKIu2bgWT2iwUj7OxQeVHuZ69yMA5MLWYWuwo7cBgNuH_IUaYi3s70FQ-hgx9lr0lwlH_e1km0weRAS87elrcITuTrNmGQGvR_MEmVu1oMhzOC1sB9GaGiYWxW3nhFx-4GIGb1WzSoLBKtBAdD1RkTTq5Lfz8yYX4YkJnr_bvWvjYWn6Mor0fLX_YLTGvsPbjGKj1HNlVxpffRUGGYudIYxIRJBW6g4m4wvWyA_LkJE1_p', '2026-11-22T09:24:19.511Z', '2026-11-22T09:24:19.511Z', NULL);
