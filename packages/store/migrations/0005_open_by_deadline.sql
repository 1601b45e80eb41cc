-- not in a transaction
CREATE INDEX CONCURRENTLY "deliveries_deadline" ON "deliveries" USING btree ("deadline") WHERE "deliveries"."status" in ('queued', 'sending', 'waiting');