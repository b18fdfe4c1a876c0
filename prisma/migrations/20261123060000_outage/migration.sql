-- When each part of Lanekeeper last showed that it works, and the times in which one did not.
CREATE TABLE "beat" (
    "part" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "beat_pkey" PRIMARY KEY ("part")
);

CREATE TABLE "outage" (
    "id" BIGSERIAL NOT NULL,
    "part" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "outage_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "outage_ended" ON "outage"("ended_at");

-- Why an alert closed, and whether what it tells of was over before Lanekeeper heard of it.
ALTER TABLE "alert" ADD COLUMN "resolution" TEXT, ADD COLUMN "missed" BOOLEAN NOT NULL DEFAULT false;

ALTER TABLE "degraded_window" ADD COLUMN "closed_as" TEXT;

-- How urgently a lane needs a human, by all that holds of it.
ALTER TABLE "lane" ADD COLUMN "urgency" TEXT;
CREATE INDEX "lane_needs_you" ON "lane" ("id") WHERE "urgency" IS NOT NULL;
