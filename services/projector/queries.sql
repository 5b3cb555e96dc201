-- name: compress_fast
-- why: a status of some kilobytes is written twice with every judgement; lz4 compresses it in a
-- tenth of the time, where the server has it
select pg_catalog.set_config('default_toast_compression', 'lz4', false)
from pg_catalog.pg_settings
where name = 'default_toast_compression' and 'lz4' = any(enumvals);

-- name: share_views
-- why: whoever changes the live version takes this lock alone
select pg_catalog.pg_advisory_xact_lock_shared($1::bigint);

-- name: enter_live_version
-- why: every table named without a schema below is one of the live version's; the lock that a
-- swap takes alone is already held, so the version stays until commit
select version, pg_catalog.set_config('search_path', 'read_' || version, true)
from projector.view_versions
where live;

-- name: positions
-- why: PostgreSQL, not Kafka, knows where each partition stands
select
  partition, next_offset, swept_to, witness_offset, witness_timestamp_ms, witness_sha256,
  chain_sha256
from positions
where partition = any($1::int[]);

-- name: insert_positions
-- why: a partition met for the first time is read from its beginning and judged as of the
-- business day; where another owner was faster, his row stands
insert into positions (partition, next_offset, swept_to, chain_sha256)
select partition, 0, $3::date, head
from unnest($1::int[], $2::bytea[]) as p (partition, head)
order by partition
on conflict (partition) do nothing;

-- name: move_positions
-- why: the compare-and-set that lets one writer through; who moves fewer rows than it meant to
-- has lost the race and rolls back. Locked in one order, so that two owners cannot deadlock
with moves as (
  select * from unnest(
    $1::int[], $2::bigint[], $3::bigint[], $4::date[], $5::bigint[], $6::bigint[], $7::bytea[],
    $8::bytea[]
  ) as m (
    partition, from_offset, to_offset, swept_to, w_offset, w_timestamp_ms, w_sha256, chain_sha256
  )
),
locked as (
  select partition from positions
  where partition = any($1::int[])
  order by partition
  for update
)
update positions as p
set
  next_offset = m.to_offset,
  witness_offset = m.w_offset,
  witness_timestamp_ms = m.w_timestamp_ms,
  witness_sha256 = m.w_sha256,
  chain_sha256 = m.chain_sha256,
  updated_at = to_timestamp(m.w_timestamp_ms / 1000.0)
from moves as m
join locked using (partition)
where p.partition = m.partition
  and p.next_offset = m.from_offset
  and p.swept_to = m.swept_to
returning p.partition;

-- name: put_witness_back
-- why: by the record applied last another log would vouch for itself at the next start
update positions
set witness_offset = $2::bigint, witness_timestamp_ms = $3::bigint, witness_sha256 = $4::bytea
where partition = $1::int and next_offset > $2::bigint;

-- name: move_day
-- why: the day is moved by the same compare-and-set, and never back
update positions
set swept_to = $4::date
where partition = $1::int
  and next_offset = $2::bigint
  and swept_to = $3::date
  and swept_to < $4::date
returning partition;

-- name: insert_facts
-- why: the primary key is the ledger of applied events; what comes back is new
insert into facts (
  agency, event_id, subject, type, partition, "offset", occurred_at, received_at, record
)
select * from unnest(
  $1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::bigint[],
  $7::timestamptz[], $8::timestamptz[], $9::bytea[]
)
on conflict (agency, event_id) do nothing
returning partition, "offset";

-- name: facts_of_subjects
-- why: a subject that is not in memory is folded again from all that is kept of it
select partition, "offset", subject, record
from facts
where subject = any($1::text[]);

-- name: subjects_due
-- why: a day that passes in silence changes only these; the rows of a subject whose events wait
-- stay as they were
select s.subject
from subjects as s
where s.partition = $1::int and s.review_after <= $2::date
  and not exists (
    select from parked_subjects as p
    where p.partition = s.partition and p.subject = s.subject
  )
order by s.subject;

-- name: save_subjects
-- why: when to look again
insert into subjects (subject, partition, review_after)
select * from unnest($1::text[], $2::int[], $3::date[])
on conflict (subject) do update
set partition = excluded.partition, review_after = excluded.review_after
where (subjects.partition, subjects.review_after)
  is distinct from (excluded.partition, excluded.review_after);

-- name: save_agencies
-- why: the agencies in force; ids carry no comma, so lists travel joined by it
insert into agencies (agency_id, name, short_name, kind, members, parent, body)
select a.id, a.name, a.short_name, a.kind, string_to_array(a.members, ','), a.parent, a.body
from unnest(
  $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[]
) as a (id, name, short_name, kind, members, parent, body)
on conflict (agency_id) do update
set
  name = excluded.name,
  short_name = excluded.short_name,
  kind = excluded.kind,
  members = excluded.members,
  parent = excluded.parent,
  body = excluded.body
where (agencies.*) is distinct from (excluded.*);

-- name: save_plans
-- why: the plans in force
insert into plans (
  plan_id, issuer, title, number, issued_on, provisional_key, period, focal_point, body
)
select * from unnest(
  $1::text[], $2::text[], $3::text[], $4::text[], $5::date[], $6::bool[], $7::text[], $8::text[],
  $9::jsonb[]
)
on conflict (plan_id) do update
set
  issuer = excluded.issuer,
  title = excluded.title,
  number = excluded.number,
  issued_on = excluded.issued_on,
  provisional_key = excluded.provisional_key,
  period = excluded.period,
  focal_point = excluded.focal_point,
  body = excluded.body
where (plans.*) is distinct from (excluded.*);

-- name: save_indicators
-- why: the definitions in force
insert into indicators (indicator_id, definition, name, unit, higher_is_better, body)
select * from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::bool[], $6::jsonb[])
on conflict (indicator_id) do update
set
  definition = excluded.definition,
  name = excluded.name,
  unit = excluded.unit,
  higher_is_better = excluded.higher_is_better,
  body = excluded.body
where (indicators.*) is distinct from (excluded.*);

-- name: save_targets
-- why: the latest status of every target, its columns for readers and itself for whoever asks
insert into targets (
  target_id, indicator_id, plan_id, row_id, number, section, text, scope, unit, due_on, lead,
  coordinators, phase, provisional_verdict, reason, official_verdict, official_reason, estimated,
  value_text, known_partition, known_offset, status
)
select
  t.target_id, t.indicator_id, t.plan_id, t.row_id, t.number, t.section, t.text, t.scope, t.unit,
  t.due_on, string_to_array(t.lead, ','), string_to_array(t.coordinators, ','), t.phase,
  t.provisional_verdict, t.reason, t.official_verdict, t.official_reason, t.estimated,
  t.value_text, t.known_partition, t.known_offset, t.status
from unnest(
  $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
  $9::text[], $10::date[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[],
  $16::text[], $17::text[], $18::bool[], $19::text[], $20::int[], $21::bigint[], $22::jsonb[]
) as t (
  target_id, indicator_id, plan_id, row_id, number, section, text, scope, unit, due_on, lead,
  coordinators, phase, provisional_verdict, reason, official_verdict, official_reason, estimated,
  value_text, known_partition, known_offset, status
)
on conflict (target_id) do update
set
  indicator_id = excluded.indicator_id,
  plan_id = excluded.plan_id,
  row_id = excluded.row_id,
  number = excluded.number,
  section = excluded.section,
  text = excluded.text,
  scope = excluded.scope,
  unit = excluded.unit,
  due_on = excluded.due_on,
  lead = excluded.lead,
  coordinators = excluded.coordinators,
  phase = excluded.phase,
  provisional_verdict = excluded.provisional_verdict,
  reason = excluded.reason,
  official_verdict = excluded.official_verdict,
  official_reason = excluded.official_reason,
  estimated = excluded.estimated,
  value_text = excluded.value_text,
  known_partition = excluded.known_partition,
  known_offset = excluded.known_offset,
  status = excluded.status;

-- name: save_tasks
-- why: the latest status of every task
insert into tasks (
  task_id, plan_id, row_id, number, section, text, scope, due_on, lead, coordinators, phase,
  state, state_phrase, state_on, overdue, provisional_verdict, reason, official_verdict,
  official_reason, known_partition, known_offset, status
)
select
  t.task_id, t.plan_id, t.row_id, t.number, t.section, t.text, t.scope, t.due_on,
  string_to_array(t.lead, ','), string_to_array(t.coordinators, ','), t.phase, t.state,
  t.state_phrase, t.state_on, t.overdue, t.provisional_verdict, t.reason, t.official_verdict,
  t.official_reason, t.known_partition, t.known_offset, t.status
from unnest(
  $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::date[],
  $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::date[], $15::bool[],
  $16::text[], $17::text[], $18::text[], $19::text[], $20::int[], $21::bigint[], $22::jsonb[]
) as t (
  task_id, plan_id, row_id, number, section, text, scope, due_on, lead, coordinators, phase,
  state, state_phrase, state_on, overdue, provisional_verdict, reason, official_verdict,
  official_reason, known_partition, known_offset, status
)
on conflict (task_id) do update
set
  plan_id = excluded.plan_id,
  row_id = excluded.row_id,
  number = excluded.number,
  section = excluded.section,
  text = excluded.text,
  scope = excluded.scope,
  due_on = excluded.due_on,
  lead = excluded.lead,
  coordinators = excluded.coordinators,
  phase = excluded.phase,
  state = excluded.state,
  state_phrase = excluded.state_phrase,
  state_on = excluded.state_on,
  overdue = excluded.overdue,
  provisional_verdict = excluded.provisional_verdict,
  reason = excluded.reason,
  official_verdict = excluded.official_verdict,
  official_reason = excluded.official_reason,
  known_partition = excluded.known_partition,
  known_offset = excluded.known_offset,
  status = excluded.status;

-- name: forget_projects
-- why: what stands of a project is written anew with every change of it
delete from projects where project_id = any($1::text[]);

-- name: save_projects
-- why: a project once for every plan that names it, with its amounts
insert into projects (
  project_id, plan_id, row_id, agency, known_partition, known_offset, body
)
select * from unnest(
  $1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::bigint[], $7::jsonb[]
);

-- name: live_version
-- why: ensure_views creates the first version once
select version from projector.view_versions where live;

-- name: insert_live_version
-- why: the first version is live from the start
insert into projector.view_versions (version, live) values ($1, true);
