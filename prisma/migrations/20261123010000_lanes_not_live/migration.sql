-- Every report wakes the lanes of its server that are not live; where all are, that shall cost one look, whatever their number.
CREATE INDEX "lane_not_live" ON "lane" ("server_id") WHERE "freshness" <> 'live' AND "ended_at" IS NULL;
