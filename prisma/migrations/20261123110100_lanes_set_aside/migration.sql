-- A lane whose stored state cannot be read is set aside: up to where its stream is folded; null, and all of it is.
ALTER TABLE "lane" ADD COLUMN "folded_to" BIGINT;

CREATE INDEX "lane_set_aside" ON "lane" ("next_deadline_at") WHERE "folded_to" IS NOT NULL;
