CREATE TABLE "challenges" (
	"challenge" text PRIMARY KEY NOT NULL,
	"link_id" uuid NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "kind" text DEFAULT 'link' NOT NULL;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "event_sequence" bigint;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "logo" text;--> statement-breakpoint
ALTER TABLE "passkeys" ADD COLUMN "backup_eligible" boolean NOT NULL;--> statement-breakpoint
ALTER TABLE "passkeys" ADD COLUMN "attestation_format" text NOT NULL;--> statement-breakpoint
ALTER TABLE "passkeys" ADD COLUMN "attestation" "bytea" NOT NULL;--> statement-breakpoint
ALTER TABLE "passkeys" ADD COLUMN "origin" text NOT NULL;--> statement-breakpoint
ALTER TABLE "passkeys" ADD COLUMN "rp_id" text NOT NULL;--> statement-breakpoint
ALTER TABLE "passkeys" ADD COLUMN "link_id" uuid;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "handle" uuid DEFAULT gen_random_uuid() NOT NULL;--> statement-breakpoint
ALTER TABLE "challenges" ADD CONSTRAINT "challenges_link_id_links_id_fk" FOREIGN KEY ("link_id") REFERENCES "links"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "challenges_link" ON "challenges" USING btree ("link_id");--> statement-breakpoint
CREATE INDEX "challenges_age" ON "challenges" USING btree ("expires_at");--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_kind" CHECK (("deliveries"."kind" = 'link') = ("deliveries"."event_sequence" is null));