-- A process that reports under a workstation key has no say over others.
ALTER TABLE "replica" ADD COLUMN "workstation" BOOLEAN NOT NULL DEFAULT false;

-- The verdicts that a probe is to confirm or contradict.
ALTER TABLE "command" ADD COLUMN "verdict_ids" TEXT[] DEFAULT ARRAY[]::TEXT[];
CREATE INDEX "command_probe" ON "command" ("lane_id", "requested_at") WHERE "kind" = 'probe';

-- What operators ask for against a lane's declaration, and the verdicts they overruled, as replicas are told them.
ALTER TABLE "lane_profile" ADD COLUMN "policy" JSONB;
ALTER TABLE "lane_profile" ADD COLUMN "overruled" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- Fingerprints of which something is new: a lane began to serve one, or one was confirmed dead. Each is carried to every lane that serves it.
CREATE TABLE "fingerprint_check" (
    "id" BIGSERIAL NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "queued_at" TIMESTAMPTZ(3) NOT NULL,
    "next_try_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fingerprint_check_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "fingerprint_check_next_try_at_idx" ON "fingerprint_check"("next_try_at");

-- Who shares a credential.
CREATE INDEX "lane_served_fingerprint" ON "lane" ("served_fingerprint") WHERE "served_fingerprint" <> '' AND "ended_at" IS NULL;
