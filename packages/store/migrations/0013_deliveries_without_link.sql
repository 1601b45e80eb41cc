-- not in a transaction
CREATE INDEX CONCURRENTLY "deliveries_of_user" ON "deliveries" USING btree ("of_user_id","id") WHERE "deliveries"."of_user_id" is not null;--> statement-breakpoint
CREATE INDEX CONCURRENTLY "deliveries_of_organization" ON "deliveries" USING btree ("of_organization_id","id") WHERE "deliveries"."of_organization_id" is not null;--> statement-breakpoint
CREATE INDEX CONCURRENTLY "deliveries_without_link" ON "deliveries" USING btree ("id") WHERE "deliveries"."link_id" is null;--> statement-breakpoint
ALTER TABLE "deliveries" VALIDATE CONSTRAINT "deliveries_user";