-- What ingest keeps: who may speak (api_keys), what it has admitted (events: the ledger),
-- what it must know to admit the next event (the registry), and what it refused.
--
-- Ledger and registry can be built again from the log; keys and rejections cannot.
set local role chitieu_ingest;

-- The ledger. A row is inserted before its record is produced, with the record's bytes; once
-- a position on the log is known the bytes go, since the log has them for ever.
create table ingest.events (
  agency text not null,
  id text not null,
  digest bytea not null check (octet_length(digest) = 32),
  subject text not null,
  type text not null,
  scope text,                       -- of a measurement: whose unit or area it covers
  record bytea,                     -- canonical bytes, until the position is known
  received_sha256 bytea,            -- of the sender's bytes; a header of the record
  partition integer,
  "offset" bigint,
  received_at timestamptz not null, -- the event's receivedat and the record's time
  claimed_at timestamptz not null,  -- when an instance last undertook to send it
  primary key (agency, id),
  check ((record is null) = ("offset" is not null)),
  check ((partition is null) = ("offset" is null)),
  check ((record is null) = (received_sha256 is null))
);
-- What the relay must still send: empty, or nearly, at any time.
create index events_unsent on ingest.events (claimed_at) where record is not null;

-- The highest revision known of everything that has revisions: `plan/x`, `target/x`,
-- `report/<agency>/<id>`, `evaluation/x/<scope>/<period>`, ...
create table ingest.revisions (
  thing text primary key,
  revision integer not null check (revision > 0),
  withdrawn boolean not null default false,
  effective_on date                 -- of a withdrawal: from when it holds; null: at once
);

create table ingest.agencies (
  agency_id text primary key,
  slug text not null unique,        -- its part of its inbound topic's name
  is_group boolean not null,
  members text[] not null
);

-- Plans, targets and tasks are kept in every revision: an earlier one holds until the day
-- from which the later one does.
create table ingest.plans (
  plan_id text not null,
  revision integer not null check (revision > 0),
  effective_on date not null,
  issuer text not null,
  focal_point text not null,
  rows text[] not null,
  primary key (plan_id, revision)
);

create table ingest.indicators (
  indicator_id text primary key,
  owner text not null,              -- the agency that defined it
  definitions jsonb not null        -- {"1": ["part", ...], ...}
);

create table ingest.targets (
  target_id text not null,
  revision integer not null check (revision > 0),
  effective_on date not null,
  indicator_id text not null,
  plan_id text not null,
  scope text not null,
  lead text[] not null,
  period text not null,
  deadline_open boolean not null,   -- an event has yet to fix the deadline
  primary key (target_id, revision)
);
create index targets_of_indicator on ingest.targets (indicator_id);

create table ingest.tasks (
  task_id text not null,
  revision integer not null check (revision > 0),
  effective_on date not null,
  plan_id text not null,
  scope text not null,
  lead text[] not null,
  period text not null,
  deadline_open boolean not null,   -- an event has yet to fix the deadline
  primary key (task_id, revision)
);

create table ingest.api_keys (
  key_id text primary key,
  agency text,                      -- null: the operator of a local stack
  scopes text[] not null,
  secret_sha256 bytea not null check (octet_length(secret_sha256) = 32),
  every_agency boolean not null default false,
  created_at timestamptz not null,
  revoked_at timestamptz,
  check (every_agency = (agency is null))
);

-- What was refused: the message for chitieu.rejected.v1, sent by the relay, and what
-- GET /v1/rejections shows. Bytes, not jsonb: a refusal must be storable whatever it quotes.
create table ingest.rejections (
  id uuid primary key,              -- version 7: later ones sort after earlier ones
  agency text,
  body bytea not null,
  received_sha256 bytea not null,
  source_topic text,                -- where an inbound record stood
  source_partition integer,
  source_offset bigint,
  created_at timestamptz not null,
  sent boolean not null default false,
  repeats integer not null default 0, -- how often the same was offered again over HTTP
  -- What two rejections share of which one is kept: where an inbound record stood, or who
  -- said what over HTTP, and what was wrong with it.
  identity bytea not null unique
);
create index rejections_unsent on ingest.rejections (id) where not sent;
create index rejections_of_agency on ingest.rejections (agency, id desc);
create index rejections_by_age on ingest.rejections (created_at);
