-- What waits for a replica is asked for by all connected ones at once, and is little beside what each has finished.
CREATE INDEX "command_target_open" ON "command_target" ("replica_id") WHERE "status" IN ('queued', 'delivered');

-- A queue: most of it is dead soon, so it is cleaned by its churn and not by its size.
ALTER TABLE "outbox" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_insert_scale_factor = 0,
                          autovacuum_vacuum_insert_threshold = 50000, autovacuum_analyze_scale_factor = 0.2);
