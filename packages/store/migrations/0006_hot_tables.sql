-- not in a transaction
-- By default a table is vacuumed when a fifth of it is dead and analyzed when a tenth has changed: of ten million deliveries that is
-- two million dead rows, each of which left its entries in the small indexes of what is open, that every claim reads through. A
-- fiftieth keeps these indexes as small as what is open. Analyzing as soon as a few rows are there replaces the plans that sessions
-- made while a table was small. These statements wait for nothing but vacuums and other changes of the table, and block no call.
ALTER TABLE "links" SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_threshold = 20, autovacuum_analyze_scale_factor = 0.02);--> statement-breakpoint
ALTER TABLE "deliveries" SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_threshold = 20, autovacuum_analyze_scale_factor = 0.02);--> statement-breakpoint
ALTER TABLE "attempts" SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_threshold = 20, autovacuum_analyze_scale_factor = 0.02);--> statement-breakpoint
ALTER TABLE "events" SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_threshold = 20, autovacuum_analyze_scale_factor = 0.02);--> statement-breakpoint
ALTER TABLE "idempotency_keys" SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_threshold = 20, autovacuum_analyze_scale_factor = 0.02);--> statement-breakpoint
-- A row here is updated by every call of its person, and no index holds what changes: with room on its page the new version stays
-- there and no index is touched. In deliveries the status is part of indexes, so that room would save nothing.
ALTER TABLE "allowances" SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_threshold = 20, autovacuum_analyze_scale_factor = 0.02);
