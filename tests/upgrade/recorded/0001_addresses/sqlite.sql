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
INSERT INTO "users" ("legacy_id", "id", "username", "email", "email_verified", "first_name", "last_name", "display_name", "phone", "locale", "timezone", "avatar_url", "created_at", "updated_at", "version", "password_hash", "issuer", "subject", "last_login", "is_active", "is_staff", "is_superuser", "pending_email", "awaits_proof", "wished_username") VALUES (1, 'usr_01m8192efje01v6y8eh838cg5k', 'ada', 'ada@example.com', 1, 'Ada', 'Lövelace “🦉”', NULL, '+4930901820', 'en-GB', 'Asia/Kolkata', NULL, '2026-11-22T09:23:21.990Z', '2026-11-22T09:23:22.530Z', 3, '$argon2id$v=19$m=19456,t=2,p=1$DpWm60P2gn07cMcxz2PpoQ$eQqIjzoWa8EH2PRbqwp78o6yZTAN5B6pAr3U7852uOI', NULL, NULL, '2026-11-22T09:23:22.777Z', 1, 0, 0, NULL, 0, NULL);
--> statement-breakpoint
INSERT INTO "users" ("legacy_id", "id", "username", "email", "email_verified", "first_name", "last_name", "display_name", "phone", "locale", "timezone", "avatar_url", "created_at", "updated_at", "version", "password_hash", "issuer", "subject", "last_login", "is_active", "is_staff", "is_superuser", "pending_email", "awaits_proof", "wished_username") VALUES (2, 'usr_01m8192fpze01v6y9y12j5w9j2', 'ida', 'ida@example.com', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-22T09:23:22.992Z', '2026-11-22T09:23:22.992Z', 1, NULL, 'http://127.0.0.1:43561', 'ida', NULL, 1, 0, 0, NULL, 0, NULL);
--> statement-breakpoint
INSERT INTO "users" ("legacy_id", "id", "username", "email", "email_verified", "first_name", "last_name", "display_name", "phone", "locale", "timezone", "avatar_url", "created_at", "updated_at", "version", "password_hash", "issuer", "subject", "last_login", "is_active", "is_staff", "is_superuser", "pending_email", "awaits_proof", "wished_username") VALUES (4, 'usr_01m8192h0vesnbqa49b09v6va4', 'bob', 'bob@example.com', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-22T09:23:24.579Z', '2026-11-22T09:23:24.579Z', 1, '$argon2id$v=19$m=19456,t=2,p=1$x/WJF49cXICVqoloGHEhgA$P/X1PfO8n0v6n0bMytstlKtUWp6KDT4Iy21ofHg/A9E', NULL, NULL, NULL, 1, 0, 0, NULL, 0, NULL);
--> statement-breakpoint
INSERT INTO "users" ("legacy_id", "id", "username", "email", "email_verified", "first_name", "last_name", "display_name", "phone", "locale", "timezone", "avatar_url", "created_at", "updated_at", "version", "password_hash", "issuer", "subject", "last_login", "is_active", "is_staff", "is_superuser", "pending_email", "awaits_proof", "wished_username") VALUES (5, 'usr_01m8192hfyesnbqa50v8amyfqw', 'eve', 'eve@example.com', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-22T09:23:25.004Z', '2026-11-22T09:23:25.004Z', 1, '$argon2id$v=19$m=19456,t=2,p=1$9B4WN6EwKge1CMI2mf1c6w$OzC14yRoRNHv+ZvumKbdu5XJn2PKSqYhAd1y59q6eu0', NULL, NULL, NULL, 1, 0, 0, 'new-eve@example.com', 0, NULL);
--> statement-breakpoint
INSERT INTO "__drizzle_migrations" ("id", "hash", "created_at") VALUES (1, 'a653fcafebc7b8aa3cbd27cdf29cfaafcd729b73e59cbc24f853e2deb0c55ccb', 1795298658172);
--> statement-breakpoint
INSERT INTO "__drizzle_migrations" ("id", "hash", "created_at") VALUES (2, '20d0ade1d611982a043e1f936e4b0cd88ac946e799c3acbdb67b2b25c17940e7', 1795304446341);
--> statement-breakpoint
INSERT INTO "counters" ("key", "points", "expires_at") VALUES ('sign_up:PPEgemCDeIneuVQdooGR9l8PguJ0QJ3hIo5aUU8Z0XA', 3, '2026-11-22T10:23:21.706Z');
--> statement-breakpoint
INSERT INTO "counters" ("key", "points", "expires_at") VALUES ('unproved_mail:eF0ecGWm5JPhvfIvn_6iYy-_2TefLNZhWB8e32YWkeI', 1, '2026-11-22T10:23:21.712Z');
--> statement-breakpoint
INSERT INTO "counters" ("key", "points", "expires_at") VALUES ('mail_token:trxdM975OfYtPYuwhSd7g8gbuNGsDiPNdyulBr0zEQE', 1, '2026-11-22T09:38:22.193Z');
--> statement-breakpoint
INSERT INTO "counters" ("key", "points", "expires_at") VALUES ('password:trxdM975OfYtPYuwhSd7g8gbuNGsDiPNdyulBr0zEQE', 1, '2026-11-22T09:38:22.213Z');
--> statement-breakpoint
INSERT INTO "counters" ("key", "points", "expires_at") VALUES ('sign_in_address:PPEgemCDeIneuVQdooGR9l8PguJ0QJ3hIo5aUU8Z0XA', 2, '2026-11-22T09:24:22.597Z');
--> statement-breakpoint
INSERT INTO "counters" ("key", "points", "expires_at") VALUES ('sign_in:jsrB8oUzE0dYgEu6956RE5KDezxVc4-L2LIKiiOrI4s', 2, '2026-11-22T09:24:22.599Z');
--> statement-breakpoint
INSERT INTO "counters" ("key", "points", "expires_at") VALUES ('refresh:auAMh47kZLXNDNGBTfAR4LG-Cad2n0kAKRSpuV_gVSg', 1, '2026-11-22T09:24:22.801Z');
--> statement-breakpoint
INSERT INTO "counters" ("key", "points", "expires_at") VALUES ('unproved_mail:Zor-5QXKwwpkVxWDoGeGx8skNZpbB_U-ITgQTKDxJmw', 1, '2026-11-22T10:23:24.302Z');
--> statement-breakpoint
INSERT INTO "counters" ("key", "points", "expires_at") VALUES ('unproved_mail:UpBwrr2pKtfUQfSGsSyN6elkp1bCQOutiylCwuJfNPo', 1, '2026-11-22T10:23:24.783Z');
--> statement-breakpoint
INSERT INTO "counters" ("key", "points", "expires_at") VALUES ('password:VspAJAHxYMo-D0we-0SaquUqvRR-sTUeo0XlSVjBUqU', 1, '2026-11-22T09:38:25.034Z');
--> statement-breakpoint
INSERT INTO "counters" ("key", "points", "expires_at") VALUES ('unproved_mail:qbdq4qZEtlcMQavw2CI-VTY7SZAsib8X4GpqpDmX5rI', 1, '2026-11-22T10:23:25.192Z');
--> statement-breakpoint
INSERT INTO "deleted_identities" ("key", "deleted_at") VALUES ('sveAcyzttgGN6Rv-9_ajGlOjlBnMWSCOygP2TaFuYxE', '2026-11-22T09:23:23.540Z');
--> statement-breakpoint
INSERT INTO "mail_tokens" ("id", "user_id", "purpose", "address", "created_at", "expires_at", "used_at", "tries") VALUES ('XeS1zrgDrLOZ8F4zzL4OlA', 'usr_01m8192efje01v6y8eh838cg5k', 'verify-email', 'ada@example.com', '2026-11-22T09:23:21.998Z', '2126-10-29T09:23:21.998Z', '2026-11-22T09:23:22.197Z', 0);
--> statement-breakpoint
INSERT INTO "mail_tokens" ("id", "user_id", "purpose", "address", "created_at", "expires_at", "used_at", "tries") VALUES ('feiHrACToZeG9yFE96U4Mw', 'usr_01m8192h0vesnbqa49b09v6va4', 'verify-email', 'bob@example.com', '2026-11-22T09:23:24.608Z', '2126-10-29T09:23:24.608Z', NULL, 0);
--> statement-breakpoint
INSERT INTO "mail_tokens" ("id", "user_id", "purpose", "address", "created_at", "expires_at", "used_at", "tries") VALUES ('qA5ubGXtbdvJsE4Dv57u5w', 'usr_01m8192hfyesnbqa50v8amyfqw', 'verify-email', 'eve@example.com', '2026-11-22T09:23:25.006Z', '2126-10-29T09:23:25.006Z', NULL, 0);
--> statement-breakpoint
INSERT INTO "mail_tokens" ("id", "user_id", "purpose", "address", "created_at", "expires_at", "used_at", "tries") VALUES ('qJq8P15WAVexhdgsrJX_2Q', 'usr_01m8192hfyesnbqa50v8amyfqw', 'verify-email', 'new-eve@example.com', '2026-11-22T09:23:25.195Z', '2126-10-29T09:23:25.195Z', NULL, 0);
--> statement-breakpoint
INSERT INTO "outbox" ("id", "kind", "user_id", "address", "data", "created_at", "next_try_at", "tries", "sent_at", "last_error") VALUES ('mail_01m8192erfe01v6y8paav3sb4a', 'verify-email', 'usr_01m8192efje01v6y8eh838cg5k', 'ada@example.com', '{"mail_token_id":"XeS1zrgDrLOZ8F4zzL4OlA"}', '2026-11-22T09:23:22.000Z', NULL, 0, '2026-11-22T09:23:22.128Z', NULL);
--> statement-breakpoint
INSERT INTO "outbox" ("id", "kind", "user_id", "address", "data", "created_at", "next_try_at", "tries", "sent_at", "last_error") VALUES ('mail_01m8192f82e01v6y96ak1971v3', 'password-changed', 'usr_01m8192efje01v6y8eh838cg5k', 'ada@example.com', '{"at":"2026-11-22T09:23:22.497Z","ip":"127.0.0.1","user_agent":"node"}', '2026-11-22T09:23:22.498Z', NULL, 0, '2026-11-22T09:23:22.588Z', NULL);
--> statement-breakpoint
INSERT INTO "outbox" ("id", "kind", "user_id", "address", "data", "created_at", "next_try_at", "tries", "sent_at", "last_error") VALUES ('mail_01m8192ha1esnbqa4g7he2tksc', 'verify-email', 'usr_01m8192h0vesnbqa49b09v6va4', 'bob@example.com', '{"mail_token_id":"feiHrACToZeG9yFE96U4Mw"}', '2026-11-22T09:23:24.610Z', '2026-11-22T09:23:27.673Z', 1, NULL, 'connect ECONNREFUSED 127.0.0.1:1');
--> statement-breakpoint
INSERT INTO "outbox" ("id", "kind", "user_id", "address", "data", "created_at", "next_try_at", "tries", "sent_at", "last_error") VALUES ('mail_01m8192hpfesnbqa5ajh95v3pn', 'verify-email', 'usr_01m8192hfyesnbqa50v8amyfqw', 'eve@example.com', '{"mail_token_id":"qA5ubGXtbdvJsE4Dv57u5w"}', '2026-11-22T09:23:25.008Z', '2026-11-22T09:23:28.546Z', 1, NULL, 'connect ECONNREFUSED 127.0.0.1:1');
--> statement-breakpoint
INSERT INTO "outbox" ("id", "kind", "user_id", "address", "data", "created_at", "next_try_at", "tries", "sent_at", "last_error") VALUES ('mail_01m8192hwdesnbqa5r2t2snhf5', 'verify-email', 'usr_01m8192hfyesnbqa50v8amyfqw', 'new-eve@example.com', '{"mail_token_id":"qJq8P15WAVexhdgsrJX_2Q"}', '2026-11-22T09:23:25.197Z', '2026-11-22T09:23:27.489Z', 1, NULL, 'connect ECONNREFUSED 127.0.0.1:1');
--> statement-breakpoint
INSERT INTO "sessions" ("id", "user_id", "scope", "created_at", "last_seen_at", "expires_at", "revoked_at", "seed", "generation", "rotated_at", "ip", "user_agent") VALUES ('ses_01m8192erge01v6y8yn0f43f45', 'usr_01m8192efje01v6y8eh838cg5k', 'profile:read profile:write account:security', '2026-11-22T09:23:22.000Z', '2026-11-22T09:23:22.000Z', '2126-10-29T09:23:22.000Z', NULL, 'nY54Fax4pj8i8qrBGHQejxVKkA-pKy_42gAqyopt-xo', 0, '2026-11-22T09:23:22.000Z', '127.0.0.1', 'node');
--> statement-breakpoint
INSERT INTO "sessions" ("id", "user_id", "scope", "created_at", "last_seen_at", "expires_at", "revoked_at", "seed", "generation", "rotated_at", "ip", "user_agent") VALUES ('ses_01m8192fcae01v6y9bgjke8s9w', 'usr_01m8192efje01v6y8eh838cg5k', 'profile:read profile:write account:security', '2026-11-22T09:23:22.634Z', '2026-11-22T09:23:22.634Z', '2126-10-29T09:23:22.634Z', '2026-11-22T09:23:22.650Z', 'Ei_1yzjZqXDNpy5ZOQBek9H3SF0rs-E83EscVqF4Eg8', 0, '2026-11-22T09:23:22.634Z', '127.0.0.1', 'node');
--> statement-breakpoint
INSERT INTO "sessions" ("id", "user_id", "scope", "created_at", "last_seen_at", "expires_at", "revoked_at", "seed", "generation", "rotated_at", "ip", "user_agent") VALUES ('ses_01m8192fgte01v6y9n5e90pp82', 'usr_01m8192efje01v6y8eh838cg5k', 'profile:read profile:write account:security', '2026-11-22T09:23:22.778Z', '2026-11-22T09:23:22.808Z', '2126-10-29T09:23:22.808Z', NULL, 'uWDrKXqNg2dBuwWaVV96K-g6WYVWcFgMt4DWt5vZZys', 1, '2026-11-22T09:23:22.808Z', '127.0.0.1', 'node');
--> statement-breakpoint
INSERT INTO "sessions" ("id", "user_id", "scope", "created_at", "last_seen_at", "expires_at", "revoked_at", "seed", "generation", "rotated_at", "ip", "user_agent") VALUES ('ses_01m8192ha3esnbqa4s2xb87s6q', 'usr_01m8192h0vesnbqa49b09v6va4', 'profile:read profile:write account:security', '2026-11-22T09:23:24.611Z', '2026-11-22T09:23:24.611Z', '2126-10-29T09:23:24.611Z', NULL, 'BNheicab2-waA1V8wdU0Fi9Qs-ItO1R9oKca3A2JIXs', 0, '2026-11-22T09:23:24.611Z', '127.0.0.1', 'node');
--> statement-breakpoint
INSERT INTO "sessions" ("id", "user_id", "scope", "created_at", "last_seen_at", "expires_at", "revoked_at", "seed", "generation", "rotated_at", "ip", "user_agent") VALUES ('ses_01m8192hpgesnbqa5nrcvdc1x0', 'usr_01m8192hfyesnbqa50v8amyfqw', 'profile:read profile:write account:security', '2026-11-22T09:23:25.008Z', '2026-11-22T09:23:25.008Z', '2126-10-29T09:23:25.008Z', NULL, 'pvLrErzmHUIAAT5FQBMGnMwJHqhJsawBn5Y7EmBcnis', 0, '2026-11-22T09:23:25.008Z', '127.0.0.1', 'node');
--> statement-breakpoint
INSERT INTO "signing_keys" ("id", "alg", "public_jwk", "private_jwk", "created_at", "active_from", "retired_at") VALUES ('hZseKC3c3QGScFk-RYNIA8RNTKzM5wpeuBPmE3kNx5k', 'ES256', '{"kty":"EC","x":"dlU0qPmrrWtBZnz4IQaveXLONJ8n0KMGZ3Xln2aJyRg","y":"evFZfwsAAVTVrguq7BsCZSuGUuJrOZIBOJgGXdZnbeE","crv":"P-256"}', 'DHXBWbe-xsduYlB7lOJscjef-QL3BvbbilfFg0Y9tFP85LhE6qG32yut4x9LPWR7KN6FAt4SySDS24Jhv625-ynppzd2xrSuD8vSpoo7xWQeLw2JM-oIaWvhr4QXGnMz1fgJooK9MOyJxXU4W9pnz-TC9qB8MySoSdbysrqxWHNmwccTL-fDCqsC1x8kDQClAaU2oojC4Ey3nlg36m5poDedLsQgvWcwVhYcT4yvTlnOKRAplG6WGD1bMXvSfy2TleSGAAdSEGdIKamB', '2026-11-22T09:23:21.492Z', '2026-11-22T09:23:21.492Z', NULL);
