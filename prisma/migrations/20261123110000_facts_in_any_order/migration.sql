-- How often a replica reports is what it said last, whatever came last: where that stands among its events, sorting by its bytes.
ALTER TABLE "replica" ADD COLUMN "heartbeat_stamp" TEXT COLLATE "C";
