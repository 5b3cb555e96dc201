-- What readers see: the live version's tables under names that stay. Run with search_path
-- set to that version's schema, in the transaction that makes it live.
--
-- A row holds for every day from its judgement to its subject's review_after, so the day it
-- is shown for is its partition's swept_to; storing it would make rows depend on history.

create or replace view read.positions as
select partition, next_offset, swept_to, updated_at, chain_sha256 from positions;

create or replace view read.facts as
select
  agency, event_id, subject, type, partition, "offset", occurred_at, received_at, record
from facts;

create or replace view read.agencies as
select agency_id, name, short_name, kind, members, parent, body from agencies;

create or replace view read.plans as
select
  plan_id, issuer, title, number, issued_on, provisional_key, period, focal_point, body
from plans;

create or replace view read.indicators as
select indicator_id, definition, name, unit, higher_is_better, body from indicators;

create or replace view read.targets as
select
  t.target_id, t.indicator_id, t.plan_id, t.row_id, t.number, t.section, t.text, t.scope,
  t.unit, t.due_on, t.lead, t.coordinators, t.phase, t.provisional_verdict, t.reason,
  t.official_verdict, t.official_reason, t.estimated, t.value_text,
  p.swept_to as as_of, t.known_partition, t.known_offset, t.status
from targets as t
join positions as p on p.partition = t.known_partition;

create or replace view read.tasks as
select
  t.task_id, t.plan_id, t.row_id, t.number, t.section, t.text, t.scope, t.due_on, t.lead,
  t.coordinators, t.phase, t.state, t.state_phrase, t.state_on, t.overdue,
  t.provisional_verdict, t.reason, t.official_verdict, t.official_reason,
  p.swept_to as as_of, t.known_partition, t.known_offset, t.status
from tasks as t
join positions as p on p.partition = t.known_partition;

create or replace view read.projects as
select
  j.project_id, j.plan_id, j.row_id, j.agency, p.swept_to as as_of,
  j.known_partition, j.known_offset, j.body
from projects as j
join positions as p on p.partition = j.known_partition;

create or replace view read.parked_subjects as
select
  s.subject, s.partition, s.since_offset, s.rows_as_of, s.code, s.vi, s.en, s.event,
  (
    select count(*) from parked_events as e
    where e.partition = s.partition and e.subject = s.subject
  ) as events,
  -- When the first of them came to the log; null while a day alone is why the subject waits.
  (
    select to_timestamp(min(e.timestamp_ms) / 1000.0) from parked_events as e
    where e.partition = s.partition and e.subject = s.subject
  ) as since
from parked_subjects as s;

-- Both in one list, for whoever asks what stands and not of which kind.
create or replace view read.status as
select
  'target'::text as kind, t.target_id as id, t.scope, t.plan_id, t.provisional_verdict,
  t.official_verdict, t.phase, t.reason, t.due_on, t.as_of, t.status
from read.targets as t
union all
select
  'task'::text, t.task_id, t.scope, t.plan_id, t.provisional_verdict,
  t.official_verdict, t.phase, t.reason, t.due_on, t.as_of, t.status
from read.tasks as t;
