-- The clock, which judges every lane once more, opens these again and remembers that it did.
DELETE FROM "degraded_window" WHERE "ended_at" IS NULL;
