-- Preparing a candidate is a lease: one replica holds it at a time, told apart by a number that only rises.
ALTER TABLE "command_target" ADD COLUMN "fence" INTEGER;
-- The candidate that a replica named, which is not the command's where another one had taken over.
ALTER TABLE "command_target" ADD COLUMN "named_number" INTEGER;
ALTER TABLE "command_target" ADD COLUMN "named_fingerprint" TEXT;

UPDATE "command_target" t SET "fence" = numbered."fence"
FROM (
  SELECT "command_id", "replica_id", row_number() OVER (PARTITION BY "command_id" ORDER BY "queued_at", "replica_id") AS "fence"
  FROM "command_target" WHERE "phase" = 'prepare'
) AS numbered
WHERE t."phase" = 'prepare' AND t."command_id" = numbered."command_id" AND t."replica_id" = numbered."replica_id";

CREATE UNIQUE INDEX "command_target_fence" ON "command_target" ("command_id", "fence") WHERE "fence" IS NOT NULL;
