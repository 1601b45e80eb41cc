CREATE TABLE "relays" (
	"name" text PRIMARY KEY NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"pauses" integer DEFAULT 0 NOT NULL,
	"away_until" timestamp with time zone,
	"probe_until" timestamp with time zone,
	"next_send_at" timestamp with time zone
);
--> statement-breakpoint
DROP INDEX "deliveries_dead";--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "dead_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "redriven_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "discarded_at" timestamp with time zone;--> statement-breakpoint
UPDATE "deliveries" SET "dead_at" = coalesce((SELECT max("finished_at") FROM "attempts" WHERE "delivery_id" = "deliveries"."id"), "deadline") WHERE "status" = 'dead';--> statement-breakpoint
CREATE INDEX "deliveries_dead" ON "deliveries" USING btree ("dead_at","id") WHERE "deliveries"."status" = 'dead' and "deliveries"."discarded_at" is null;
