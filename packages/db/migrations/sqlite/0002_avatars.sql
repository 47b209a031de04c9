CREATE TABLE `avatars` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`unused_since` text
);
--> statement-breakpoint
CREATE INDEX `avatars_user_id_idx` ON `avatars` (`user_id`);--> statement-breakpoint
CREATE INDEX `avatars_unused_since_idx` ON `avatars` (`unused_since`);