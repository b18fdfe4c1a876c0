-- How sure the verdict is by which a lane was contained, as its replicas tell their callers.
ALTER TABLE "lane_profile" ADD COLUMN "contain_certainty" TEXT;
