CREATE TABLE "deleted_identities" (
	"key" text PRIMARY KEY NOT NULL,
	"deleted_at" timestamp(3) with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "mail_tokens_user_id_purpose_key";--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "pending_email" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "awaits_proof" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "wished_username" text;--> statement-breakpoint
CREATE INDEX "deleted_identities_deleted_at_idx" ON "deleted_identities" USING btree ("deleted_at");--> statement-breakpoint
CREATE UNIQUE INDEX "mail_tokens_user_id_purpose_address_key" ON "mail_tokens" USING btree ("user_id","purpose","address");--> statement-breakpoint
CREATE INDEX "mail_tokens_address_idx" ON "mail_tokens" USING btree (lower("address"));--> statement-breakpoint
CREATE INDEX "mail_tokens_expires_at_idx" ON "mail_tokens" USING btree ("expires_at");