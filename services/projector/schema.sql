-- One version of the views, run with search_path set to its schema read_<n>. The indexes of its
-- large tables are indexes.sql, made after a rebuild's COPY; what readers see of it is views.sql.
-- Nothing here depends on the day except through positions.swept_to: until a subject's
-- review_after, its rows hold for every day.

-- Where each partition stands, and the witness: the last record applied, by which a log that
-- was recreated or cut is recognised. Moved by compare-and-set only.
create table positions (
  partition integer primary key,
  next_offset bigint not null check (next_offset >= 0),
  swept_to date not null,
  witness_offset bigint,
  witness_timestamp_ms bigint,
  witness_sha256 bytea check (octet_length(witness_sha256) = 32),
  -- The record time of the last record applied, never the clock: a rebuild writes the same.
  updated_at timestamptz,
  -- The head of the partition's hash chain behind the last record applied (chain.py); null
  -- where the version was begun before chains were kept.
  chain_sha256 bytea check (octet_length(chain_sha256) = 32),
  check ((witness_offset is null) = (witness_sha256 is null)),
  check (witness_offset is null or witness_offset < next_offset)
);

-- Every event applied; the primary key (agency, event_id) is the ledger that makes a repeated
-- one harmless (indexes.sql).
-- `record` is the canonical event as it stands on the log.
create table facts (
  agency text collate "C" not null,
  event_id text collate "C" not null,
  subject text collate "C" not null,
  type text collate "C" not null,
  partition integer not null,
  "offset" bigint not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  record bytea not null
);

-- When each subject must be looked at again though nothing is reported; null: never.
create table subjects (
  subject text collate "C" primary key,
  partition integer not null,
  review_after date
);

create table agencies (
  agency_id text collate "C" primary key,
  name text not null,
  short_name text not null,
  kind text not null,
  members text[] not null,
  parent text collate "C",
  body jsonb not null
);

create table plans (
  plan_id text collate "C" primary key,
  issuer text collate "C" not null,
  title text not null,
  number text,
  issued_on date,
  provisional_key boolean not null,
  period text not null,
  focal_point text collate "C" not null,
  body jsonb not null
);

create table indicators (
  indicator_id text collate "C" primary key,
  definition integer not null,
  name text not null,
  unit text not null,
  higher_is_better boolean not null,
  body jsonb not null
);

create table targets (
  target_id text collate "C" primary key,
  indicator_id text collate "C" not null,
  plan_id text collate "C" not null,
  row_id text collate "C" not null,
  number text not null,
  section text not null,
  text text not null,
  scope text collate "C" not null,
  unit text not null,
  due_on date,
  lead text[] not null,
  coordinators text[] not null,
  phase text not null,
  provisional_verdict text not null,
  reason text not null,
  official_verdict text,
  official_reason text not null,
  estimated boolean not null,
  value_text text not null,
  known_partition integer not null,
  known_offset bigint not null,
  status jsonb not null
);
create index targets_of_plan on targets (plan_id);
create index targets_of_indicator on targets (indicator_id);

create table tasks (
  task_id text collate "C" primary key,
  plan_id text collate "C" not null,
  row_id text collate "C" not null,
  number text not null,
  section text not null,
  text text not null,
  scope text collate "C" not null,
  due_on date,
  lead text[] not null,
  coordinators text[] not null,
  phase text not null,
  state text,
  state_phrase text not null,
  state_on date,
  overdue boolean not null,
  provisional_verdict text not null,
  reason text not null,
  official_verdict text,
  official_reason text not null,
  known_partition integer not null,
  known_offset bigint not null,
  status jsonb not null
);
create index tasks_of_plan on tasks (plan_id);

-- A project of a plan, with its amounts in `body` (contracts.budgets.ProjectState).
create table projects (
  project_id text collate "C" not null,
  plan_id text collate "C" not null,
  row_id text collate "C",
  agency text collate "C",
  known_partition integer not null,
  known_offset bigint not null,
  body jsonb not null,
  primary key (project_id, plan_id)
);
create index projects_of_plan on projects (plan_id);

-- Subjects of which an event could not be applied (parking.py). Their rows are as known before
-- since_offset and as of rows_as_of; all that the log has of them from there on waits.
create table parked_subjects (
  partition integer not null,
  subject text collate "C" not null,
  since_offset bigint not null,
  rows_as_of date not null,
  code text not null,
  vi text not null,
  en text not null,
  event text, -- agency and id of the first one that waits, as far as they can be read
  primary key (partition, subject)
);

-- The records that wait, as they stand on the log. An owner who still believes that a subject
-- waits when it no longer does is stopped by the reference, and looks again.
create table parked_events (
  partition integer not null,
  "offset" bigint not null,
  subject text collate "C" not null,
  timestamp_ms bigint not null,
  key bytea,
  value bytea,
  headers bytea not null, -- JSON: a list of [name, value in base64 or null], in order
  primary key (partition, "offset"),
  foreign key (partition, subject) references parked_subjects (partition, subject)
);
create index parked_events_of_subject on parked_events (partition, subject, "offset");
