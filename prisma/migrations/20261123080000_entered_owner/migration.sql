-- What an operator entered as a lane's owner, apart from what its server declares: neither may undo the other.
ALTER TABLE "lane_profile" ADD COLUMN "entered_owner" TEXT;
