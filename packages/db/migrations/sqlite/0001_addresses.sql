CREATE TABLE `deleted_identities` (
	`key` text PRIMARY KEY NOT NULL,
	`deleted_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `deleted_identities_deleted_at_idx` ON `deleted_identities` (`deleted_at`);--> statement-breakpoint
DROP INDEX `mail_tokens_user_id_purpose_key`;--> statement-breakpoint
CREATE UNIQUE INDEX `mail_tokens_user_id_purpose_address_key` ON `mail_tokens` (`user_id`,`purpose`,`address`);--> statement-breakpoint
CREATE INDEX `mail_tokens_address_idx` ON `mail_tokens` (lower("address"));--> statement-breakpoint
CREATE INDEX `mail_tokens_expires_at_idx` ON `mail_tokens` (`expires_at`);--> statement-breakpoint
ALTER TABLE `users` ADD `pending_email` text;--> statement-breakpoint
ALTER TABLE `users` ADD `awaits_proof` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `wished_username` text;