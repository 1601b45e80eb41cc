DROP INDEX "deliveries_open";--> statement-breakpoint
CREATE INDEX "deliveries_open" ON "deliveries" USING btree ("id","kind") WHERE "deliveries"."status" in ('queued', 'sending', 'waiting');