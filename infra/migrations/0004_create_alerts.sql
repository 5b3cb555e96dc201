-- What the alerts service keeps: the latest status of every target and task, the life of
-- every alert as events, and the way of these events to Kafka. The topic chitieu.alerts.v1
-- is the truth; alerts.alerts is its latest state, for readers.
set local role chitieu_alerts;

create table alerts.targets (
  -- target/<id>@<scope> or task/<id>@<scope>
  key text primary key,
  -- Where its statuses come from: a partition of their topic, and one of the log.
  partition int not null,
  log_partition int not null,
  status_seq bigint not null check (status_seq >= 1),
  as_of date not null,
  known_at text not null,
  status bytea not null,
  received_at timestamptz not null,
  assessed_on date not null,
  -- The first day on which the assessment could change with no news; null: never.
  review_on date,
  -- The latest alert of this target, open or closed; its number of the opening.
  alert_id uuid,
  openings int not null default 0 check (openings >= 0)
);
create index targets_review_idx on alerts.targets (review_on) where review_on is not null;

-- How far the projector has come on each partition of the log, by partition of the topic on
-- which it said so: every status that stands there before that is in alerts.targets.
create table alerts.swept (
  partition int not null,
  log_partition int not null,
  swept_to date not null,
  -- What was acknowledged before this instant is in those statuses.
  caught_up_at timestamptz not null,
  primary key (partition, log_partition)
);

create table alerts.alerts (
  alert_id uuid primary key,
  target_id text not null,
  scope text not null,
  plan_id text not null,
  class text not null check (class in ('short_of_pace', 'large_gap', 'no_report')),
  state text not null check (state in ('open', 'closed')),
  outcome text check (outcome in ('averted', 'missed', 'undetermined', 'withdrawn')),
  opened_at timestamptz not null,
  opened_on date not null,
  closed_at timestamptz,
  opening int not null check (opening >= 1),
  seq int not null check (seq >= 1),
  basis text not null,
  due_on date,
  lead text[] not null,
  body jsonb not null,
  check ((state = 'closed') = (outcome is not null and closed_at is not null))
);
-- One open alert per target and scope, whatever the program does.
create unique index alerts_open_idx on alerts.alerts (target_id, scope) where state = 'open';
create index alerts_plan_idx on alerts.alerts (plan_id, state);
grant select on alerts.alerts to chitieu_api;

create table alerts.events (
  alert_id uuid not null,
  seq int not null check (seq >= 1),
  body bytea not null,
  primary key (alert_id, seq)
);

create table alerts.outbox (
  -- Rises within one alert, because its target's row is locked while it changes.
  place bigint generated always as identity primary key,
  alert_id uuid not null,
  seq int not null,
  foreign key (alert_id, seq) references alerts.events (alert_id, seq)
);

create table alerts.quarantine (
  topic text not null,
  partition int not null,
  "offset" bigint not null,
  key bytea,
  value bytea,
  code text not null,
  reason text not null,
  quarantined_at timestamptz not null,
  primary key (topic, partition, "offset")
);
