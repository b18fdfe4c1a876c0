-- Replicas of one server that left, newest first: a replica that has gone has left when it was last heard.
DROP INDEX "replica_stopped";
CREATE INDEX "replica_left_of" ON "replica" ("server_id", (coalesce("stopped_at", "gone_at")) DESC) WHERE "stopped_at" IS NOT NULL OR "gone_at" IS NOT NULL;
