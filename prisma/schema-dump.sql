-- Printed from the catalog of a migrated database. Renewed by: npx vitest run tests/platform/schema-dump.test.ts -u

-- tables
TABLE action PARTITION BY RANGE (at)
  id bigint NOT NULL DEFAULT nextval('action_id_seq'::regclass)
  stream_id uuid
  stream_seq bigint
  lane_id uuid
  server_id uuid
  at timestamp(3) with time zone NOT NULL
  recorded_at timestamp(3) with time zone NOT NULL
  action text NOT NULL
  actor_kind text NOT NULL
  actor_id text
  actor_name text NOT NULL
  auth text
  address text
  outcome text NOT NULL DEFAULT 'ok'::text
  reason text
  correlation_id text
  before jsonb
  after jsonb
  summary text NOT NULL
  hash bytea
TABLE alert
  id uuid NOT NULL DEFAULT gen_random_uuid()
  lane_id uuid NOT NULL
  condition text NOT NULL
  severity text NOT NULL
  generation integer
  state text NOT NULL
  summary text NOT NULL
  opened_at timestamp(3) with time zone NOT NULL
  last_seen_at timestamp(3) with time zone NOT NULL
  resolved_at timestamp(3) with time zone
  acked_at timestamp(3) with time zone
  acked_by text
  ack_comment text
  count integer NOT NULL DEFAULT 1
  incident_id uuid
  version bigint NOT NULL DEFAULT 0
  resolution text
  missed boolean NOT NULL DEFAULT false
TABLE api_token
  id text NOT NULL
  name text NOT NULL
  role text NOT NULL
  secret_hash bytea NOT NULL
  created_by text NOT NULL
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
  expires_at timestamp(3) with time zone NOT NULL
  last_used_at timestamp(3) with time zone
  revoked_at timestamp(3) with time zone
TABLE app_user
  id uuid NOT NULL DEFAULT gen_random_uuid()
  email text NOT NULL
  role text NOT NULL
  password_hash text
  session_version integer NOT NULL DEFAULT 1
  disabled_at timestamp(3) with time zone
  last_sign_in_at timestamp(3) with time zone
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
TABLE beat
  part text NOT NULL
  at timestamp(3) with time zone NOT NULL
TABLE command
  id uuid NOT NULL DEFAULT gen_random_uuid()
  lane_id uuid NOT NULL
  server_id uuid NOT NULL
  kind text NOT NULL
  phase text
  status text NOT NULL
  reason text NOT NULL
  caller_kind text NOT NULL
  caller_id text NOT NULL
  caller_name text NOT NULL
  requested_at timestamp(3) with time zone NOT NULL
  until timestamp(3) with time zone
  expires_at timestamp(3) with time zone
  finished_at timestamp(3) with time zone
  next_check_at timestamp(3) with time zone
  retire_old jsonb
  closed_as text
  candidate_number integer
  candidate_fingerprint text
  previous_number integer
  previous_fingerprint text
  code text
  detail text
  idempotency_key text
  request_hash text
  control_version integer NOT NULL
  version bigint NOT NULL DEFAULT 0
  verdict_ids text[] DEFAULT ARRAY[]::text[]
TABLE command_target
  command_id uuid NOT NULL
  replica_id uuid NOT NULL
  phase text NOT NULL DEFAULT ''::text
  status text NOT NULL
  queued_at timestamp(3) with time zone NOT NULL
  delivered_at timestamp(3) with time zone
  acknowledged_at timestamp(3) with time zone
  finished_at timestamp(3) with time zone
  code text
  detail text
  fence integer
  named_number integer
  named_fingerprint text
TABLE degraded_window
  id bigint NOT NULL DEFAULT nextval('degraded_window_id_seq'::regclass)
  lane_id uuid NOT NULL
  generation integer
  command_id uuid
  started_at timestamp(3) with time zone NOT NULL
  ended_at timestamp(3) with time zone
  reason text NOT NULL
  served integer NOT NULL DEFAULT 0
  refused integer NOT NULL DEFAULT 0
  closed_as text
TABLE event PARTITION BY RANGE (occurred_at)
  stream_id uuid NOT NULL
  occurred_at timestamp(3) with time zone NOT NULL
  source_id uuid NOT NULL
  event_id text NOT NULL
  recorded_at timestamp(3) with time zone NOT NULL
  stream_seq bigint NOT NULL
  kind text NOT NULL
  sequence bigint
  skewed boolean NOT NULL DEFAULT false
  traceparent text
  data jsonb NOT NULL
  hash bytea
TABLE fingerprint_check
  id bigint NOT NULL DEFAULT nextval('fingerprint_check_id_seq'::regclass)
  fingerprint text NOT NULL
  queued_at timestamp(3) with time zone NOT NULL
  next_try_at timestamp(3) with time zone NOT NULL
TABLE generation WITH (fillfactor=70)
  lane_id uuid NOT NULL
  number integer NOT NULL
  fingerprint text NOT NULL
  first_seen_at timestamp(3) with time zone NOT NULL
  state jsonb NOT NULL
  resting_since timestamp(3) with time zone
TABLE installation
  id smallint NOT NULL DEFAULT 1
  fingerprint_key_sealed bytea NOT NULL
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
TABLE lane WITH (fillfactor=40)
  id uuid NOT NULL DEFAULT gen_random_uuid()
  server_id uuid NOT NULL
  name text NOT NULL
  stream_seq bigint NOT NULL DEFAULT 0
  version bigint NOT NULL DEFAULT 0
  health text
  health_rank smallint NOT NULL
  health_since timestamp(3) with time zone
  freshness text NOT NULL
  control text NOT NULL DEFAULT 'active'::text
  control_version integer NOT NULL DEFAULT 0
  rotation text
  served_number integer
  served_fingerprint text
  expires_at timestamp(3) with time zone
  next_deadline_at timestamp(3) with time zone
  ended_at timestamp(3) with time zone
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
  urgency text
  folded_to bigint
TABLE lane_profile
  lane_id uuid NOT NULL
  declared boolean NOT NULL DEFAULT false
  provider text
  account text
  tenant text
  environment text
  owner text
  kind text
  runbook_url text
  declaration jsonb
  state jsonb NOT NULL
  view jsonb
  paused_at timestamp(3) with time zone
  paused_by text
  paused_reason text
  paused_until timestamp(3) with time zone
  control_command_id uuid
  contained_at timestamp(3) with time zone
  contained_reason text
  contain_reference text
  policy jsonb
  overruled text[] DEFAULT ARRAY[]::text[]
  contain_certainty text
  archived_at timestamp(3) with time zone
  archived_by text
  entered_owner text
TABLE lane_replica WITH (fillfactor=50)
  lane_id uuid NOT NULL
  replica_id uuid NOT NULL
  state jsonb NOT NULL
  store jsonb
  confirmed_control_version integer
TABLE outage
  id bigint NOT NULL DEFAULT nextval('outage_id_seq'::regclass)
  part text NOT NULL
  started_at timestamp(3) with time zone NOT NULL
  ended_at timestamp(3) with time zone NOT NULL
TABLE outbox WITH (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=10000, autovacuum_vacuum_insert_scale_factor=0, autovacuum_vacuum_insert_threshold=50000, autovacuum_analyze_scale_factor=0.2)
  xid xid8 NOT NULL DEFAULT pg_current_xact_id()
  id bigint NOT NULL DEFAULT nextval('outbox_id_seq'::regclass)
  topic text NOT NULL
  ref uuid NOT NULL
  server_id uuid
  version bigint NOT NULL
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
TABLE past_replica
  id uuid NOT NULL
  server_id uuid NOT NULL
  name text NOT NULL
  left_at timestamp(3) with time zone NOT NULL
TABLE refresh_lease
  lane_id uuid NOT NULL
  fence bigint NOT NULL
  holder text NOT NULL
  expires_at timestamp(3) with time zone NOT NULL
TABLE replica WITH (fillfactor=50)
  id uuid NOT NULL DEFAULT gen_random_uuid()
  server_id uuid NOT NULL
  name text NOT NULL
  started_at timestamp(3) with time zone NOT NULL
  last_report_at timestamp(3) with time zone NOT NULL
  stopped_at timestamp(3) with time zone
  heartbeat_s integer
  pid integer
  sdk_version text
  clock_offset_ms integer
  control_version bigint
  workstation boolean NOT NULL DEFAULT false
  gone_at timestamp(3) with time zone
  heartbeat_stamp text
TABLE server
  id uuid NOT NULL DEFAULT gen_random_uuid()
  slug text NOT NULL
  display_name text
  environment text NOT NULL
  presence text NOT NULL
  control_version bigint NOT NULL DEFAULT 0
  stream_seq bigint NOT NULL DEFAULT 0
  archived_at timestamp(3) with time zone
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
  heard_at timestamp(3) with time zone
TABLE server_key
  id text NOT NULL
  server_id uuid NOT NULL
  secret_hash bytea NOT NULL
  kind text NOT NULL DEFAULT 'service'::text
  created_by text NOT NULL
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
  last_used_at timestamp(3) with time zone
  revoked_at timestamp(3) with time zone
TABLE sign_in_link
  token_hash bytea NOT NULL
  user_id uuid NOT NULL
  expires_at timestamp(3) with time zone NOT NULL
  used_at timestamp(3) with time zone
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
TABLE throttle
  key text NOT NULL
  started_at timestamp(3) with time zone NOT NULL
  failures integer NOT NULL
TABLE transition PARTITION BY RANGE (at)
  id bigint NOT NULL DEFAULT nextval('transition_id_seq'::regclass)
  lane_id uuid NOT NULL
  stream_seq bigint NOT NULL
  at timestamp(3) with time zone NOT NULL
  recorded_at timestamp(3) with time zone NOT NULL
  cause text NOT NULL
  event_id text
  before jsonb
  after jsonb NOT NULL
  hash bytea

-- constraints
action action_pkey PRIMARY KEY (id, at)
alert alert_lane_id_fkey FOREIGN KEY (lane_id) REFERENCES lane(id) ON UPDATE CASCADE ON DELETE RESTRICT
alert alert_pkey PRIMARY KEY (id)
api_token api_token_pkey PRIMARY KEY (id)
app_user app_user_pkey PRIMARY KEY (id)
beat beat_pkey PRIMARY KEY (part)
command command_lane_id_fkey FOREIGN KEY (lane_id) REFERENCES lane(id) ON UPDATE CASCADE ON DELETE RESTRICT
command command_pkey PRIMARY KEY (id)
command_target command_target_command_id_fkey FOREIGN KEY (command_id) REFERENCES command(id) ON UPDATE CASCADE ON DELETE RESTRICT
command_target command_target_pkey PRIMARY KEY (command_id, replica_id, phase)
degraded_window degraded_window_pkey PRIMARY KEY (id)
event event_pkey PRIMARY KEY (stream_id, occurred_at, source_id, event_id)
fingerprint_check fingerprint_check_pkey PRIMARY KEY (id)
generation generation_lane_id_fkey FOREIGN KEY (lane_id) REFERENCES lane(id) ON UPDATE CASCADE ON DELETE RESTRICT
generation generation_pkey PRIMARY KEY (lane_id, number, fingerprint)
installation installation_pkey PRIMARY KEY (id)
lane lane_pkey PRIMARY KEY (id)
lane lane_server_id_fkey FOREIGN KEY (server_id) REFERENCES server(id) ON UPDATE CASCADE ON DELETE RESTRICT
lane_profile lane_profile_lane_id_fkey FOREIGN KEY (lane_id) REFERENCES lane(id) ON UPDATE CASCADE ON DELETE RESTRICT
lane_profile lane_profile_pkey PRIMARY KEY (lane_id)
lane_replica lane_replica_lane_id_fkey FOREIGN KEY (lane_id) REFERENCES lane(id) ON UPDATE CASCADE ON DELETE RESTRICT
lane_replica lane_replica_pkey PRIMARY KEY (lane_id, replica_id)
lane_replica lane_replica_replica_id_fkey FOREIGN KEY (replica_id) REFERENCES replica(id) ON UPDATE CASCADE ON DELETE RESTRICT
outage outage_pkey PRIMARY KEY (id)
outbox outbox_pkey PRIMARY KEY (id)
past_replica past_replica_pkey PRIMARY KEY (id)
refresh_lease refresh_lease_lane_id_fkey FOREIGN KEY (lane_id) REFERENCES lane(id) ON UPDATE CASCADE ON DELETE RESTRICT
refresh_lease refresh_lease_pkey PRIMARY KEY (lane_id)
replica replica_pkey PRIMARY KEY (id)
replica replica_server_id_fkey FOREIGN KEY (server_id) REFERENCES server(id) ON UPDATE CASCADE ON DELETE RESTRICT
server server_pkey PRIMARY KEY (id)
server_key server_key_pkey PRIMARY KEY (id)
server_key server_key_server_id_fkey FOREIGN KEY (server_id) REFERENCES server(id) ON UPDATE CASCADE ON DELETE RESTRICT
sign_in_link sign_in_link_pkey PRIMARY KEY (token_hash)
sign_in_link sign_in_link_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user(id) ON UPDATE CASCADE ON DELETE RESTRICT
throttle throttle_pkey PRIMARY KEY (key)
transition transition_pkey PRIMARY KEY (id, at)

-- indexes
CREATE INDEX action_lane_id_at_idx ON ONLY public.action USING btree (lane_id, at)
CREATE UNIQUE INDEX action_pkey ON ONLY public.action USING btree (id, at)
CREATE INDEX action_recorded ON ONLY public.action USING btree (recorded_at, id)
CREATE INDEX alert_lane_id_opened_at_idx ON public.alert USING btree (lane_id, opened_at)
CREATE UNIQUE INDEX alert_open ON public.alert USING btree (lane_id, condition, generation) NULLS NOT DISTINCT WHERE (state = 'open'::text)
CREATE INDEX alert_opened ON public.alert USING btree (opened_at, id)
CREATE UNIQUE INDEX alert_pkey ON public.alert USING btree (id)
CREATE UNIQUE INDEX api_token_pkey ON public.api_token USING btree (id)
CREATE UNIQUE INDEX app_user_email_key ON public.app_user USING btree (email)
CREATE UNIQUE INDEX app_user_pkey ON public.app_user USING btree (id)
CREATE UNIQUE INDEX beat_pkey ON public.beat USING btree (part)
CREATE INDEX command_due ON public.command USING btree (next_check_at) WHERE (next_check_at IS NOT NULL)
CREATE UNIQUE INDEX command_idempotency ON public.command USING btree (lane_id, caller_kind, caller_id, idempotency_key)
CREATE INDEX command_lane_id_requested_at_idx ON public.command USING btree (lane_id, requested_at)
CREATE UNIQUE INDEX command_pkey ON public.command USING btree (id)
CREATE INDEX command_probe ON public.command USING btree (lane_id, requested_at) WHERE (kind = 'probe'::text)
CREATE INDEX command_requested ON public.command USING btree (requested_at, id)
CREATE INDEX command_undelivered ON public.command USING btree (server_id) WHERE (status = ANY (ARRAY['queued'::text, 'delivered'::text, 'acknowledged'::text, 'timed_out'::text]))
CREATE UNIQUE INDEX command_target_fence ON public.command_target USING btree (command_id, fence) WHERE (fence IS NOT NULL)
CREATE INDEX command_target_open ON public.command_target USING btree (replica_id) WHERE (status = ANY (ARRAY['queued'::text, 'delivered'::text]))
CREATE UNIQUE INDEX command_target_pkey ON public.command_target USING btree (command_id, replica_id, phase)
CREATE INDEX command_target_replica_id_idx ON public.command_target USING btree (replica_id)
CREATE INDEX degraded_ended ON public.degraded_window USING btree (lane_id, ended_at) WHERE (ended_at IS NOT NULL)
CREATE INDEX degraded_open ON public.degraded_window USING btree (lane_id) WHERE (ended_at IS NULL)
CREATE INDEX degraded_window_lane_id_started_at_idx ON public.degraded_window USING btree (lane_id, started_at)
CREATE UNIQUE INDEX degraded_window_pkey ON public.degraded_window USING btree (id)
CREATE UNIQUE INDEX event_pkey ON ONLY public.event USING btree (stream_id, occurred_at, source_id, event_id)
CREATE INDEX event_recorded ON ONLY public.event USING btree (recorded_at, stream_id, stream_seq)
CREATE INDEX fingerprint_check_next_try_at_idx ON public.fingerprint_check USING btree (next_try_at)
CREATE UNIQUE INDEX fingerprint_check_pkey ON public.fingerprint_check USING btree (id)
CREATE INDEX generation_awake ON public.generation USING btree (lane_id) WHERE (resting_since IS NULL)
CREATE INDEX generation_fingerprint_idx ON public.generation USING btree (fingerprint)
CREATE UNIQUE INDEX generation_pkey ON public.generation USING btree (lane_id, number, fingerprint)
CREATE INDEX generation_resting ON public.generation USING btree (resting_since) WHERE (resting_since IS NOT NULL)
CREATE UNIQUE INDEX installation_pkey ON public.installation USING btree (id)
CREATE INDEX lane_due ON public.lane USING btree (next_deadline_at) WHERE ((next_deadline_at IS NOT NULL) AND (ended_at IS NULL))
CREATE INDEX lane_expiry ON public.lane USING btree (COALESCE(expires_at, 'infinity'::timestamp with time zone), id)
CREATE INDEX lane_name ON public.lane USING btree (name, id)
CREATE INDEX lane_needs_you ON public.lane USING btree (id) WHERE (urgency IS NOT NULL)
CREATE INDEX lane_not_live ON public.lane USING btree (server_id) WHERE ((freshness <> 'live'::text) AND (ended_at IS NULL))
CREATE UNIQUE INDEX lane_pkey ON public.lane USING btree (id)
CREATE INDEX lane_served_fingerprint ON public.lane USING btree (served_fingerprint) WHERE ((served_fingerprint <> ''::text) AND (ended_at IS NULL))
CREATE UNIQUE INDEX lane_server_id_name_key ON public.lane USING btree (server_id, name)
CREATE INDEX lane_set_aside ON public.lane USING btree (next_deadline_at) WHERE (folded_to IS NOT NULL)
CREATE INDEX lane_urgency ON public.lane USING btree (health_rank, COALESCE(expires_at, 'infinity'::timestamp with time zone), id)
CREATE UNIQUE INDEX lane_profile_pkey ON public.lane_profile USING btree (lane_id)
CREATE UNIQUE INDEX lane_replica_pkey ON public.lane_replica USING btree (lane_id, replica_id)
CREATE INDEX lane_replica_replica_id_idx ON public.lane_replica USING btree (replica_id)
CREATE INDEX outage_ended ON public.outage USING btree (ended_at)
CREATE UNIQUE INDEX outage_pkey ON public.outage USING btree (id)
CREATE UNIQUE INDEX outbox_pkey ON public.outbox USING btree (id)
CREATE INDEX outbox_xid_id_idx ON public.outbox USING btree (xid, id)
CREATE INDEX past_replica_left_at_idx ON public.past_replica USING btree (left_at)
CREATE UNIQUE INDEX past_replica_pkey ON public.past_replica USING btree (id)
CREATE UNIQUE INDEX refresh_lease_pkey ON public.refresh_lease USING btree (lane_id)
CREATE INDEX replica_left ON public.replica USING btree (COALESCE(stopped_at, gone_at)) WHERE ((stopped_at IS NOT NULL) OR (gone_at IS NOT NULL))
CREATE INDEX replica_left_of ON public.replica USING btree (server_id, COALESCE(stopped_at, gone_at) DESC) WHERE ((stopped_at IS NOT NULL) OR (gone_at IS NOT NULL))
CREATE UNIQUE INDEX replica_pkey ON public.replica USING btree (id)
CREATE INDEX replica_present ON public.replica USING btree (server_id) WHERE ((stopped_at IS NULL) AND (gone_at IS NULL))
CREATE UNIQUE INDEX replica_server_id_name_key ON public.replica USING btree (server_id, name)
CREATE UNIQUE INDEX server_pkey ON public.server USING btree (id)
CREATE UNIQUE INDEX server_slug_key ON public.server USING btree (slug)
CREATE UNIQUE INDEX server_key_pkey ON public.server_key USING btree (id)
CREATE INDEX server_key_server_id_idx ON public.server_key USING btree (server_id)
CREATE UNIQUE INDEX sign_in_link_pkey ON public.sign_in_link USING btree (token_hash)
CREATE INDEX sign_in_link_user_id_idx ON public.sign_in_link USING btree (user_id)
CREATE UNIQUE INDEX throttle_pkey ON public.throttle USING btree (key)
CREATE INDEX transition_lane_id_at_idx ON ONLY public.transition USING btree (lane_id, at)
CREATE UNIQUE INDEX transition_pkey ON ONLY public.transition USING btree (id, at)
CREATE INDEX transition_recorded ON ONLY public.transition USING btree (recorded_at, id)

-- triggers
CREATE TRIGGER action_append_only BEFORE DELETE OR UPDATE ON public.action FOR EACH ROW EXECUTE FUNCTION refuse_history_change()
CREATE TRIGGER event_append_only BEFORE DELETE OR UPDATE ON public.event FOR EACH ROW EXECUTE FUNCTION refuse_history_change()
CREATE TRIGGER transition_append_only BEFORE DELETE OR UPDATE ON public.transition FOR EACH ROW EXECUTE FUNCTION refuse_history_change()

-- functions
CREATE OR REPLACE FUNCTION public.ensure_event_partitions(first_day date, last_day date)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
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
END $function$
CREATE OR REPLACE FUNCTION public.ensure_history_partitions(first_day date, last_day date)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
DECLARE
  month date := date_trunc('month', first_day::timestamp)::date;
  made integer := ensure_event_partitions(first_day, last_day);
BEGIN
  WHILE month <= date_trunc('month', last_day::timestamp) + interval '1 month' LOOP
    made := made + ensure_month_partition('transition', month) + ensure_month_partition('action', month);
    month := (month + interval '1 month')::date;
  END LOOP;
  RETURN made;
END $function$
CREATE OR REPLACE FUNCTION public.ensure_month_partition(parent text, month date)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
DECLARE
  partition_name text := parent || to_char(month, '"_"YYYYMM');
BEGIN
  IF to_regclass(partition_name) IS NOT NULL THEN RETURN 0; END IF;
  EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING INDEXES)', partition_name, parent);
  EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, partition_name,
    (month::timestamp AT TIME ZONE 'UTC'), ((month + interval '1 month')::timestamp AT TIME ZONE 'UTC'));
  RETURN 1;
END $function$
CREATE OR REPLACE FUNCTION public.refuse_history_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  RAISE EXCEPTION 'the % table is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $function$

-- views
VIEW audit AS
 SELECT audit_event.id,
    audit_event.at,
    audit_event.recorded_at,
    audit_event.action,
    audit_event.actor_kind,
    audit_event.actor_name,
    audit_event.auth,
    audit_event.address,
    audit_event.lane_id,
    audit_event.lane_name,
    audit_event.server_id,
    audit_event.server_name,
    audit_event.outcome,
    audit_event.reason,
    audit_event.correlation_id,
    audit_event.before,
    audit_event.after,
    audit_event.summary,
    audit_event.stream_id,
    audit_event.stream_seq
   FROM audit_event
UNION ALL
 SELECT audit_transition.id,
    audit_transition.at,
    audit_transition.recorded_at,
    audit_transition.action,
    audit_transition.actor_kind,
    audit_transition.actor_name,
    audit_transition.auth,
    audit_transition.address,
    audit_transition.lane_id,
    audit_transition.lane_name,
    audit_transition.server_id,
    audit_transition.server_name,
    audit_transition.outcome,
    audit_transition.reason,
    audit_transition.correlation_id,
    audit_transition.before,
    audit_transition.after,
    audit_transition.summary,
    audit_transition.stream_id,
    audit_transition.stream_seq
   FROM audit_transition
UNION ALL
 SELECT audit_action.id,
    audit_action.at,
    audit_action.recorded_at,
    audit_action.action,
    audit_action.actor_kind,
    audit_action.actor_name,
    audit_action.auth,
    audit_action.address,
    audit_action.lane_id,
    audit_action.lane_name,
    audit_action.server_id,
    audit_action.server_name,
    audit_action.outcome,
    audit_action.reason,
    audit_action.correlation_id,
    audit_action.before,
    audit_action.after,
    audit_action.summary,
    audit_action.stream_id,
    audit_action.stream_seq
   FROM audit_action;
VIEW audit_action AS
 SELECT ('a:'::text || a.id) AS id,
    a.at,
    a.recorded_at,
    a.action,
    a.actor_kind,
    a.actor_name,
    a.auth,
    a.address,
    l.id AS lane_id,
    l.name AS lane_name,
    s.id AS server_id,
    s.slug AS server_name,
    a.outcome,
    a.reason,
    a.correlation_id,
    a.before,
    a.after,
    a.summary,
    a.stream_id,
    a.stream_seq
   FROM ((action a
     LEFT JOIN lane l ON ((l.id = a.lane_id)))
     LEFT JOIN server s ON ((s.id = a.server_id)));
VIEW audit_event AS
 SELECT ((('e:'::text || e.stream_id) || ':'::text) || e.stream_seq) AS id,
    e.occurred_at AS at,
    e.recorded_at,
    e.kind AS action,
    'server'::text AS actor_kind,
    ((s.slug || '/'::text) || r.name) AS actor_name,
    'server_key'::text AS auth,
    NULL::text AS address,
    l.id AS lane_id,
    l.name AS lane_name,
    s.id AS server_id,
    s.slug AS server_name,
        CASE
            WHEN (e.kind = ANY (ARRAY['call.refused'::text, 'credential.preflight_refused'::text])) THEN 'refused'::text
            WHEN (e.kind = ANY (ARRAY['credential.refresh_failed'::text, 'auth.failed'::text, 'call.failed'::text, 'rotation.failed'::text])) THEN 'failed'::text
            ELSE 'ok'::text
        END AS outcome,
    (e.data ->> 'reason'::text) AS reason,
    (e.data ->> 'command_id'::text) AS correlation_id,
    NULL::jsonb AS before,
    e.data AS after,
    NULL::text AS summary,
    e.stream_id,
    e.stream_seq
   FROM (((event e
     JOIN known_replica r ON ((r.id = e.source_id)))
     JOIN server s ON ((s.id = r.server_id)))
     LEFT JOIN lane l ON ((l.id = e.stream_id)));
VIEW audit_transition AS
 SELECT ('t:'::text || t.id) AS id,
    t.at,
    t.recorded_at,
    'lane.transition'::text AS action,
    'system'::text AS actor_kind,
    'lanekeeper'::text AS actor_name,
    NULL::text AS auth,
    NULL::text AS address,
    l.id AS lane_id,
    l.name AS lane_name,
    s.id AS server_id,
    s.slug AS server_name,
    'ok'::text AS outcome,
    t.cause AS reason,
    t.event_id AS correlation_id,
    t.before,
    t.after,
    NULL::text AS summary,
    t.lane_id AS stream_id,
    t.stream_seq
   FROM ((transition t
     JOIN lane l ON ((l.id = t.lane_id)))
     JOIN server s ON ((s.id = l.server_id)));
VIEW known_replica AS
 SELECT replica.id,
    replica.server_id,
    replica.name
   FROM replica
UNION ALL
 SELECT p.id,
    p.server_id,
    p.name
   FROM past_replica p
  WHERE (NOT (EXISTS ( SELECT 1
           FROM replica r
          WHERE (r.id = p.id))));
