-- A boot that fell silent while others went on has left, as one that stopped has: neither is read with its lanes again.
ALTER TABLE "replica" ADD COLUMN "gone_at" TIMESTAMPTZ(3);
DROP INDEX "replica_present";
CREATE INDEX "replica_present" ON "replica" ("server_id") WHERE "stopped_at" IS NULL AND "gone_at" IS NULL;
CREATE INDEX "replica_stopped" ON "replica" ("server_id", "stopped_at" DESC) WHERE "stopped_at" IS NOT NULL;
CREATE INDEX "replica_left" ON "replica" ((coalesce("stopped_at", "gone_at"))) WHERE "stopped_at" IS NOT NULL OR "gone_at" IS NOT NULL;

-- When a replica whose row is no longer kept was last heard.
ALTER TABLE "server" ADD COLUMN "heard_at" TIMESTAMPTZ(3);

-- Names of replicas that history still speaks of.
CREATE TABLE "past_replica" (
    "id" UUID NOT NULL,
    "server_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "left_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "past_replica_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "past_replica_left_at_idx" ON "past_replica"("left_at");

CREATE VIEW "known_replica" AS
SELECT id, server_id, name FROM "replica"
UNION ALL
SELECT id, server_id, name FROM "past_replica" p WHERE NOT EXISTS (SELECT 1 FROM "replica" r WHERE r.id = p.id);

-- An operator may end a lane, and take that back.
ALTER TABLE "lane_profile" ADD COLUMN "archived_at" TIMESTAMPTZ(3), ADD COLUMN "archived_by" TEXT;

-- Who may refresh a shared grant now; the number rises with every holder and never falls.
CREATE TABLE "refresh_lease" (
    "lane_id" UUID NOT NULL,
    "fence" BIGINT NOT NULL,
    "holder" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "refresh_lease_pkey" PRIMARY KEY ("lane_id")
);
ALTER TABLE "refresh_lease" ADD CONSTRAINT "refresh_lease_lane_id_fkey" FOREIGN KEY ("lane_id") REFERENCES "lane"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE OR REPLACE VIEW "audit" AS
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
JOIN "known_replica" r ON r.id = e.source_id
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
