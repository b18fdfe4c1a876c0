-- Each source of the story by itself, so that a page of it is the newest of each, found by an index, and never all of a day sorted.
CREATE VIEW "audit_event" AS
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
LEFT JOIN "lane" l ON l.id = e.stream_id;

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

CREATE OR REPLACE VIEW "audit" AS
SELECT * FROM "audit_event" UNION ALL SELECT * FROM "audit_transition" UNION ALL SELECT * FROM "audit_action";
