-- The clock judges every lane once more, so that each gets its urgency.
UPDATE "lane" SET "next_deadline_at" = now() WHERE "ended_at" IS NULL;
