CREATE TABLE "installation" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "fingerprint_key_sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "server" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "slug" TEXT NOT NULL,
    "display_name" TEXT,
    "environment" TEXT NOT NULL,
    "presence" TEXT NOT NULL,
    "control_version" BIGINT NOT NULL DEFAULT 0,
    "stream_seq" BIGINT NOT NULL DEFAULT 0,
    "archived_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "server_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "server_key" (
    "id" TEXT NOT NULL,
    "server_id" UUID NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'service',
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "server_key_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "lane" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "server_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "stream_seq" BIGINT NOT NULL DEFAULT 0,
    "version" BIGINT NOT NULL DEFAULT 0,
    "health" TEXT,
    "health_rank" SMALLINT NOT NULL,
    "health_since" TIMESTAMPTZ(3),
    "freshness" TEXT NOT NULL,
    "control" TEXT NOT NULL DEFAULT 'active',
    "control_version" INTEGER NOT NULL DEFAULT 0,
    "rotation" TEXT,
    "served_number" INTEGER,
    "served_fingerprint" TEXT,
    "expires_at" TIMESTAMPTZ(3),
    "next_deadline_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "lane_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "lane_profile" (
    "lane_id" UUID NOT NULL,
    "declared" BOOLEAN NOT NULL DEFAULT false,
    "provider" TEXT,
    "account" TEXT,
    "tenant" TEXT,
    "environment" TEXT,
    "owner" TEXT,
    "kind" TEXT,
    "runbook_url" TEXT,
    "declaration" JSONB,
    "state" JSONB NOT NULL,
    "view" JSONB,
    "paused_at" TIMESTAMPTZ(3),
    "paused_by" TEXT,
    "paused_reason" TEXT,
    "paused_until" TIMESTAMPTZ(3),
    "control_command_id" UUID,
    "contained_at" TIMESTAMPTZ(3),
    "contained_reason" TEXT,
    "contain_reference" TEXT,

    CONSTRAINT "lane_profile_pkey" PRIMARY KEY ("lane_id")
);

CREATE TABLE "generation" (
    "lane_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "state" JSONB NOT NULL,

    CONSTRAINT "generation_pkey" PRIMARY KEY ("lane_id","number","fingerprint")
);

CREATE TABLE "replica" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "server_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "last_report_at" TIMESTAMPTZ(3) NOT NULL,
    "stopped_at" TIMESTAMPTZ(3),
    "heartbeat_s" INTEGER,
    "pid" INTEGER,
    "sdk_version" TEXT,
    "clock_offset_ms" INTEGER,
    "control_version" BIGINT,

    CONSTRAINT "replica_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "lane_replica" (
    "lane_id" UUID NOT NULL,
    "replica_id" UUID NOT NULL,
    "state" JSONB NOT NULL,
    "store" JSONB,
    "confirmed_control_version" INTEGER,

    CONSTRAINT "lane_replica_pkey" PRIMARY KEY ("lane_id","replica_id")
);

CREATE TABLE "event" (
    "stream_id" UUID NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "source_id" UUID NOT NULL,
    "event_id" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "stream_seq" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "sequence" BIGINT,
    "skewed" BOOLEAN NOT NULL DEFAULT false,
    "traceparent" TEXT,
    "data" JSONB NOT NULL,
    "hash" BYTEA,

    CONSTRAINT "event_pkey" PRIMARY KEY ("stream_id","occurred_at","source_id","event_id")
) PARTITION BY RANGE ("occurred_at");

CREATE TABLE "transition" (
    "id" BIGSERIAL NOT NULL,
    "lane_id" UUID NOT NULL,
    "stream_seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "cause" TEXT NOT NULL,
    "event_id" TEXT,
    "before" JSONB,
    "after" JSONB NOT NULL,
    "hash" BYTEA,

    CONSTRAINT "transition_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "action" (
    "id" BIGSERIAL NOT NULL,
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

    CONSTRAINT "action_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "alert" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "lane_id" UUID NOT NULL,
    "condition" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "generation" INTEGER,
    "state" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),
    "acked_at" TIMESTAMPTZ(3),
    "acked_by" TEXT,
    "ack_comment" TEXT,
    "count" INTEGER NOT NULL DEFAULT 1,
    "incident_id" UUID,
    "version" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "command" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "lane_id" UUID NOT NULL,
    "server_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "phase" TEXT,
    "status" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "caller_kind" TEXT NOT NULL,
    "caller_id" TEXT NOT NULL,
    "caller_name" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "next_check_at" TIMESTAMPTZ(3),
    "retire_old" JSONB,
    "closed_as" TEXT,
    "candidate_number" INTEGER,
    "candidate_fingerprint" TEXT,
    "previous_number" INTEGER,
    "previous_fingerprint" TEXT,
    "code" TEXT,
    "detail" TEXT,
    "idempotency_key" TEXT,
    "request_hash" TEXT,
    "control_version" INTEGER NOT NULL,
    "version" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "command_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "command_target" (
    "command_id" UUID NOT NULL,
    "replica_id" UUID NOT NULL,
    "phase" TEXT NOT NULL DEFAULT '',
    "status" TEXT NOT NULL,
    "queued_at" TIMESTAMPTZ(3) NOT NULL,
    "delivered_at" TIMESTAMPTZ(3),
    "acknowledged_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "code" TEXT,
    "detail" TEXT,

    CONSTRAINT "command_target_pkey" PRIMARY KEY ("command_id","replica_id","phase")
);

CREATE TABLE "degraded_window" (
    "id" BIGSERIAL NOT NULL,
    "lane_id" UUID NOT NULL,
    "generation" INTEGER,
    "command_id" UUID,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "reason" TEXT NOT NULL,
    "served" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "degraded_window_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "outbox" (
    "xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "id" BIGSERIAL NOT NULL,
    "topic" TEXT NOT NULL,
    "ref" UUID NOT NULL,
    "server_id" UUID,
    "version" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "app_user" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "email" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "password_hash" TEXT,
    "session_version" INTEGER NOT NULL DEFAULT 1,
    "disabled_at" TIMESTAMPTZ(3),
    "last_sign_in_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "app_user_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "sign_in_link" (
    "token_hash" BYTEA NOT NULL,
    "user_id" UUID NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sign_in_link_pkey" PRIMARY KEY ("token_hash")
);

CREATE TABLE "throttle" (
    "key" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "failures" INTEGER NOT NULL,

    CONSTRAINT "throttle_pkey" PRIMARY KEY ("key")
);

CREATE TABLE "api_token" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_token_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "server_slug_key" ON "server"("slug");

CREATE INDEX "server_key_server_id_idx" ON "server_key"("server_id");

CREATE UNIQUE INDEX "lane_server_id_name_key" ON "lane"("server_id", "name");

CREATE INDEX "generation_fingerprint_idx" ON "generation"("fingerprint");

CREATE UNIQUE INDEX "replica_server_id_name_key" ON "replica"("server_id", "name");

CREATE INDEX "lane_replica_replica_id_idx" ON "lane_replica"("replica_id");

CREATE INDEX "event_recorded" ON "event"("recorded_at", "stream_id", "stream_seq");

CREATE INDEX "transition_lane_id_at_idx" ON "transition"("lane_id", "at");

CREATE INDEX "transition_recorded" ON "transition"("recorded_at", "id");

CREATE INDEX "action_lane_id_at_idx" ON "action"("lane_id", "at");

CREATE INDEX "action_recorded" ON "action"("recorded_at", "id");

CREATE INDEX "alert_lane_id_opened_at_idx" ON "alert"("lane_id", "opened_at");

CREATE INDEX "alert_opened" ON "alert"("opened_at", "id");

CREATE INDEX "command_lane_id_requested_at_idx" ON "command"("lane_id", "requested_at");

CREATE INDEX "command_requested" ON "command"("requested_at", "id");

CREATE UNIQUE INDEX "command_idempotency" ON "command"("lane_id", "caller_kind", "caller_id", "idempotency_key");

CREATE INDEX "command_target_replica_id_idx" ON "command_target"("replica_id");

CREATE INDEX "degraded_window_lane_id_started_at_idx" ON "degraded_window"("lane_id", "started_at");

CREATE INDEX "outbox_xid_id_idx" ON "outbox"("xid", "id");

CREATE UNIQUE INDEX "app_user_email_key" ON "app_user"("email");

CREATE INDEX "sign_in_link_user_id_idx" ON "sign_in_link"("user_id");

ALTER TABLE "server_key" ADD CONSTRAINT "server_key_server_id_fkey" FOREIGN KEY ("server_id") REFERENCES "server"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "lane" ADD CONSTRAINT "lane_server_id_fkey" FOREIGN KEY ("server_id") REFERENCES "server"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "lane_profile" ADD CONSTRAINT "lane_profile_lane_id_fkey" FOREIGN KEY ("lane_id") REFERENCES "lane"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "generation" ADD CONSTRAINT "generation_lane_id_fkey" FOREIGN KEY ("lane_id") REFERENCES "lane"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "replica" ADD CONSTRAINT "replica_server_id_fkey" FOREIGN KEY ("server_id") REFERENCES "server"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "lane_replica" ADD CONSTRAINT "lane_replica_lane_id_fkey" FOREIGN KEY ("lane_id") REFERENCES "lane"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "lane_replica" ADD CONSTRAINT "lane_replica_replica_id_fkey" FOREIGN KEY ("replica_id") REFERENCES "replica"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "alert" ADD CONSTRAINT "alert_lane_id_fkey" FOREIGN KEY ("lane_id") REFERENCES "lane"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "command" ADD CONSTRAINT "command_lane_id_fkey" FOREIGN KEY ("lane_id") REFERENCES "lane"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "command_target" ADD CONSTRAINT "command_target_command_id_fkey" FOREIGN KEY ("command_id") REFERENCES "command"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "sign_in_link" ADD CONSTRAINT "sign_in_link_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- The hot rows are updated in place: room on the page keeps those updates HOT.
ALTER TABLE "lane" SET (fillfactor = 40);
ALTER TABLE "lane_replica" SET (fillfactor = 50);
ALTER TABLE "replica" SET (fillfactor = 50);
ALTER TABLE "generation" SET (fillfactor = 70);

-- What the clock claims, and what the console asks for: lanes without a date sort after all others.
CREATE INDEX "lane_urgency" ON "lane" ("health_rank", (coalesce("expires_at", 'infinity'::timestamptz)), "id");
CREATE INDEX "lane_expiry" ON "lane" ((coalesce("expires_at", 'infinity'::timestamptz)), "id");
CREATE INDEX "lane_name" ON "lane" ("name", "id");
CREATE INDEX "lane_due" ON "lane" ("next_deadline_at") WHERE "next_deadline_at" IS NOT NULL AND "ended_at" IS NULL;
CREATE INDEX "command_due" ON "command" ("next_check_at") WHERE "next_check_at" IS NOT NULL;
CREATE INDEX "command_undelivered" ON "command" ("server_id") WHERE "status" IN ('queued', 'delivered', 'acknowledged', 'timed_out');
CREATE UNIQUE INDEX "alert_open" ON "alert" ("lane_id", "condition", "generation") NULLS NOT DISTINCT WHERE "state" = 'open';
CREATE INDEX "degraded_open" ON "degraded_window" ("lane_id") WHERE "ended_at" IS NULL;
CREATE INDEX "replica_present" ON "replica" ("server_id") WHERE "stopped_at" IS NULL;

-- One stand-alone table per UTC day, attached when it is complete: attaching takes a weaker lock than creating in place.
CREATE FUNCTION ensure_event_partitions(first_day date, last_day date) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  day date := first_day;
  made integer := 0;
  partition_name text;
BEGIN
  WHILE day <= last_day LOOP
    partition_name := 'event_' || to_char(day, 'YYYYMMDD');
    IF to_regclass(partition_name) IS NULL THEN
      EXECUTE format('CREATE TABLE %I (LIKE event INCLUDING DEFAULTS INCLUDING INDEXES)', partition_name);
      EXECUTE format('ALTER TABLE event ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', partition_name,
        (day::timestamp AT TIME ZONE 'UTC'), ((day + 1)::timestamp AT TIME ZONE 'UTC'));
      made := made + 1;
    END IF;
    day := day + 1;
  END LOOP;
  RETURN made;
END $$;

-- History is append-only: whole partitions may be dropped, a row never changes.
CREATE FUNCTION refuse_history_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the % table is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "event_append_only" BEFORE UPDATE OR DELETE ON "event" FOR EACH ROW EXECUTE FUNCTION refuse_history_change();
CREATE TRIGGER "transition_append_only" BEFORE UPDATE OR DELETE ON "transition" FOR EACH ROW EXECUTE FUNCTION refuse_history_change();
CREATE TRIGGER "action_append_only" BEFORE UPDATE OR DELETE ON "action" FOR EACH ROW EXECUTE FUNCTION refuse_history_change();

SELECT ensure_event_partitions((now() AT TIME ZONE 'UTC')::date - 36, (now() AT TIME ZONE 'UTC')::date + 7);

-- One story over everything that was recorded: lifecycle events, changes of view, and actions.
CREATE VIEW "audit" AS
SELECT
  'e:' || e.stream_id || ':' || e.stream_seq AS id,
  e.occurred_at AS at, e.recorded_at, e.kind AS action,
  'server' AS actor_kind, s.slug || '/' || r.name AS actor_name, 'server_key' AS auth, NULL::text AS address,
  l.id AS lane_id, l.name AS lane_name, s.id AS server_id, s.slug AS server_name,
  CASE WHEN e.kind IN ('call.refused', 'credential.preflight_refused') THEN 'refused'
       WHEN e.kind IN ('credential.refresh_failed', 'auth.failed', 'call.failed', 'rotation.failed') THEN 'failed'
       ELSE 'ok' END AS outcome,
  e.data ->> 'reason' AS reason, e.data ->> 'command_id' AS correlation_id,
  NULL::jsonb AS before, e.data AS after, NULL::text AS summary, e.stream_id, e.stream_seq
FROM "event" e
JOIN "replica" r ON r.id = e.source_id
JOIN "server" s ON s.id = r.server_id
LEFT JOIN "lane" l ON l.id = e.stream_id
UNION ALL
SELECT
  't:' || t.id, t.at, t.recorded_at, 'lane.transition', 'system', 'lanekeeper', NULL, NULL,
  l.id, l.name, s.id, s.slug, 'ok', t.cause, t.event_id, t.before, t.after, NULL, t.lane_id, t.stream_seq
FROM "transition" t JOIN "lane" l ON l.id = t.lane_id JOIN "server" s ON s.id = l.server_id
UNION ALL
SELECT
  'a:' || a.id, a.at, a.recorded_at, a.action, a.actor_kind, a.actor_name, a.auth, a.address,
  l.id, l.name, s.id, s.slug, a.outcome, a.reason, a.correlation_id, a.before, a.after, a.summary, a.stream_id, a.stream_seq
FROM "action" a LEFT JOIN "lane" l ON l.id = a.lane_id LEFT JOIN "server" s ON s.id = a.server_id;
