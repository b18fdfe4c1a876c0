-- What changed and what was done ends as lifecycle events do, by whole partitions; by the month, since both are few beside the events.
LOCK TABLE "transition", "action" IN ACCESS EXCLUSIVE MODE;
DROP VIEW "audit", "audit_transition", "audit_action";

ALTER TABLE "transition" RENAME TO "transition_whole";
ALTER TABLE "transition_whole" RENAME CONSTRAINT "transition_pkey" TO "transition_whole_pkey";
ALTER INDEX "transition_lane_id_at_idx" RENAME TO "transition_whole_lane_id_at_idx";
ALTER INDEX "transition_recorded" RENAME TO "transition_whole_recorded";

CREATE TABLE "transition" (
    "id" BIGINT NOT NULL DEFAULT nextval('transition_id_seq'),
    "lane_id" UUID NOT NULL,
    "stream_seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "cause" TEXT NOT NULL,
    "event_id" TEXT,
    "before" JSONB,
    "after" JSONB NOT NULL,
    "hash" BYTEA,

    CONSTRAINT "transition_pkey" PRIMARY KEY ("id", "at")
) PARTITION BY RANGE ("at");
ALTER SEQUENCE "transition_id_seq" OWNED BY "transition"."id";
CREATE INDEX "transition_lane_id_at_idx" ON "transition"("lane_id", "at");
CREATE INDEX "transition_recorded" ON "transition"("recorded_at", "id");

ALTER TABLE "action" RENAME TO "action_whole";
ALTER TABLE "action_whole" RENAME CONSTRAINT "action_pkey" TO "action_whole_pkey";
ALTER INDEX "action_lane_id_at_idx" RENAME TO "action_whole_lane_id_at_idx";
ALTER INDEX "action_recorded" RENAME TO "action_whole_recorded";

CREATE TABLE "action" (
    "id" BIGINT NOT NULL DEFAULT nextval('action_id_seq'),
    "stream_id" UUID,
    "stream_seq" BIGINT,
    "lane_id" UUID,
    "server_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "action" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_name" TEXT NOT NULL,
    "auth" TEXT,
    "address" TEXT,
    "outcome" TEXT NOT NULL DEFAULT 'ok',
    "reason" TEXT,
    "correlation_id" TEXT,
    "before" JSONB,
    "after" JSONB,
    "summary" TEXT NOT NULL,
    "hash" BYTEA,

    CONSTRAINT "action_pkey" PRIMARY KEY ("id", "at")
) PARTITION BY RANGE ("at");
ALTER SEQUENCE "action_id_seq" OWNED BY "action"."id";
CREATE INDEX "action_lane_id_at_idx" ON "action"("lane_id", "at");
CREATE INDEX "action_recorded" ON "action"("recorded_at", "id");

-- A day whose usage was left out has a place already, under its other name.
CREATE OR REPLACE FUNCTION ensure_event_partitions(first_day date, last_day date) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  day date := first_day;
  made integer := 0;
  partition_name text;
BEGIN
  WHILE day <= last_day LOOP
    partition_name := 'event_' || to_char(day, 'YYYYMMDD');
    IF to_regclass(partition_name) IS NULL AND to_regclass(partition_name || '_kept') IS NULL THEN
      EXECUTE format('CREATE TABLE %I (LIKE event INCLUDING DEFAULTS INCLUDING INDEXES)', partition_name);
      EXECUTE format('ALTER TABLE event ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', partition_name,
        (day::timestamp AT TIME ZONE 'UTC'), ((day + 1)::timestamp AT TIME ZONE 'UTC'));
      made := made + 1;
    END IF;
    day := day + 1;
  END LOOP;
  RETURN made;
END $$;

-- One stand-alone table per UTC month, attached when it is complete, as the days of events are.
CREATE FUNCTION ensure_month_partition(parent text, month date) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  partition_name text := parent || to_char(month, '"_"YYYYMM');
BEGIN
  IF to_regclass(partition_name) IS NOT NULL THEN RETURN 0; END IF;
  EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING INDEXES)', partition_name, parent);
  EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, partition_name,
    (month::timestamp AT TIME ZONE 'UTC'), ((month + interval '1 month')::timestamp AT TIME ZONE 'UTC'));
  RETURN 1;
END $$;

-- Days of events, and months of changes and actions up to the one after the last day: a month is there long before its first row.
CREATE FUNCTION ensure_history_partitions(first_day date, last_day date) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  month date := date_trunc('month', first_day::timestamp)::date;
  made integer := ensure_event_partitions(first_day, last_day);
BEGIN
  WHILE month <= date_trunc('month', last_day::timestamp) + interval '1 month' LOOP
    made := made + ensure_month_partition('transition', month) + ensure_month_partition('action', month);
    month := (month + interval '1 month')::date;
  END LOOP;
  RETURN made;
END $$;

-- The months that this database has something of, whatever they are; and from the last two on those that an older worker would not make.
SELECT ensure_month_partition('transition', month) FROM (SELECT DISTINCT date_trunc('month', "at" AT TIME ZONE 'UTC')::date AS month FROM "transition_whole") AS held;
SELECT ensure_month_partition('action', month) FROM (SELECT DISTINCT date_trunc('month', "at" AT TIME ZONE 'UTC')::date AS month FROM "action_whole") AS held;
SELECT ensure_month_partition(parent, (date_trunc('month', now() AT TIME ZONE 'UTC') + ahead * interval '1 month')::date)
FROM unnest(ARRAY['transition', 'action']) AS parent, generate_series(-2, 2) AS ahead;

INSERT INTO "transition" SELECT "id", "lane_id", "stream_seq", "at", "recorded_at", "cause", "event_id", "before", "after", "hash" FROM "transition_whole";
INSERT INTO "action" SELECT "id", "stream_id", "stream_seq", "lane_id", "server_id", "at", "recorded_at", "action", "actor_kind", "actor_id", "actor_name",
  "auth", "address", "outcome", "reason", "correlation_id", "before", "after", "summary", "hash" FROM "action_whole";

DO $$
BEGIN
  IF (SELECT count(*) FROM "transition") <> (SELECT count(*) FROM "transition_whole")
     OR (SELECT count(*) FROM "action") <> (SELECT count(*) FROM "action_whole") THEN
    RAISE EXCEPTION 'the story by month is not the whole story';
  END IF;
END $$;
DROP TABLE "transition_whole", "action_whole";
ANALYZE "transition", "action";

CREATE TRIGGER "transition_append_only" BEFORE UPDATE OR DELETE ON "transition" FOR EACH ROW EXECUTE FUNCTION refuse_history_change();
CREATE TRIGGER "action_append_only" BEFORE UPDATE OR DELETE ON "action" FOR EACH ROW EXECUTE FUNCTION refuse_history_change();

CREATE VIEW "audit_transition" AS
SELECT
  't:' || t.id AS id, t.at, t.recorded_at, 'lane.transition' AS action, 'system' AS actor_kind, 'lanekeeper' AS actor_name,
  NULL::text AS auth, NULL::text AS address, l.id AS lane_id, l.name AS lane_name, s.id AS server_id, s.slug AS server_name,
  'ok' AS outcome, t.cause AS reason, t.event_id AS correlation_id, t.before, t.after, NULL::text AS summary, t.lane_id AS stream_id, t.stream_seq
FROM "transition" t JOIN "lane" l ON l.id = t.lane_id JOIN "server" s ON s.id = l.server_id;

CREATE VIEW "audit_action" AS
SELECT
  'a:' || a.id AS id, a.at, a.recorded_at, a.action, a.actor_kind, a.actor_name, a.auth, a.address,
  l.id AS lane_id, l.name AS lane_name, s.id AS server_id, s.slug AS server_name, a.outcome, a.reason, a.correlation_id,
  a.before, a.after, a.summary, a.stream_id, a.stream_seq
FROM "action" a LEFT JOIN "lane" l ON l.id = a.lane_id LEFT JOIN "server" s ON s.id = a.server_id;

CREATE VIEW "audit" AS
SELECT * FROM "audit_event" UNION ALL SELECT * FROM "audit_transition" UNION ALL SELECT * FROM "audit_action";
