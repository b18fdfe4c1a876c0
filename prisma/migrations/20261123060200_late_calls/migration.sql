-- Calls told late are counted into the windows that were open when they were made.
CREATE INDEX "degraded_ended" ON "degraded_window" ("lane_id", "ended_at") WHERE "ended_at" IS NOT NULL;
