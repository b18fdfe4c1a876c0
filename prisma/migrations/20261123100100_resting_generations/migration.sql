-- Generations that nothing judges any more rest: reading a lane passes them over, and what names one brings it back.
ALTER TABLE "generation" ADD COLUMN "resting_since" TIMESTAMPTZ(3);
CREATE INDEX "generation_awake" ON "generation" ("lane_id") WHERE "resting_since" IS NULL;
CREATE INDEX "generation_resting" ON "generation" ("resting_since") WHERE "resting_since" IS NOT NULL;
