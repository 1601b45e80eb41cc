CREATE TABLE "suppressions" (
	"address_hash" "bytea" PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"reason" text NOT NULL,
	"user_id" text NOT NULL,
	"delivery_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "suppressions_kind" CHECK ("suppressions"."kind" in ('bounced', 'complained'))
);
--> statement-breakpoint
ALTER TABLE "deliveries" ALTER COLUMN "link_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "of_user_id" text;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "of_organization_id" text;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "reports" jsonb;--> statement-breakpoint
CREATE INDEX "suppressions_user" ON "suppressions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "suppressions_age" ON "suppressions" USING btree ("created_at");--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_user" CHECK (("deliveries"."link_id" is null) = ("deliveries"."of_user_id" is not null and "deliveries"."of_organization_id" is not null)) NOT VALID;