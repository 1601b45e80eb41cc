-- not in a transaction
CREATE INDEX CONCURRENTLY "deliveries_request" ON "deliveries" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX CONCURRENTLY "deliveries_reported" ON "deliveries" USING btree ("id") WHERE "deliveries"."reports" is not null;--> statement-breakpoint
CREATE INDEX CONCURRENTLY "links_organization" ON "links" USING btree ("organization_id","id");--> statement-breakpoint
CREATE INDEX CONCURRENTLY "users_email" ON "users" USING btree (lower("email"));