-- The api's statements. It selects only, from the views of schema `read`, which the
-- projector keeps, from `alerts`, which the alerts service keeps, and what a check of keys
-- needs from `ingest.api_keys`. Ids are
-- ordered by their bytes (the views' columns say so), so a list is the same on every server.
--
-- Facts are told apart by what is known: each statement over them ends with the offsets before
-- which a record is known, the first that of partition 0; null: all that has been applied.

-- name: positions
-- why: every answer says how far into the log, and up to which day, it knows
select p.partition, p.next_offset, p.swept_to
from read.positions as p
order by p.partition

-- name: position_of
-- why: a sender of an event waits until it has been applied
select p.next_offset
from read.positions as p
where p.partition = $1

-- name: agencies
-- why: readers know agencies by their short names; a directory has hundreds, not millions
select a.agency_id, a.name, a.short_name
from read.agencies as a
order by a.agency_id
limit $1

-- name: plans
-- why: the list of plans
select p.plan_id, p.issuer, p.title, p.number, p.issued_on, p.period, p.focal_point
from read.plans as p
where $1::text is null or p.plan_id > $1
order by p.plan_id
limit $2

-- name: plan
-- why: one plan with its rows and report duties
select p.plan_id, p.issuer, p.title, p.number, p.issued_on, p.period, p.focal_point, p.body
from read.plans as p
where p.plan_id = $1

-- name: plans_named
-- why: what an agency owes is told plan by plan, and by each plan's own duties
select p.plan_id, p.issuer, p.title, p.number, p.issued_on, p.period, p.focal_point, p.body
from read.plans as p
where p.plan_id = any($1::text[])
order by p.plan_id

-- name: targets_of_plan
-- why: a plan's page and scorecard need all of its targets at once
select t.status, t.as_of, t.known_partition, t.known_offset
from read.targets as t
where t.plan_id = $1
order by t.target_id
limit $2

-- name: tasks_of_plan
-- why: a plan's page needs all of its tasks at once
select t.status, t.as_of, t.known_partition, t.known_offset
from read.tasks as t
where t.plan_id = $1
order by t.task_id
limit $2

-- name: targets
-- why: the list of targets, filtered; $7 is the last row already sent
select t.status, t.as_of, t.known_partition, t.known_offset
from read.targets as t
where ($1::text is null or t.plan_id = $1)
  and ($2::text is null or coalesce(t.official_verdict, t.provisional_verdict) = $2)
  and ($3::text is null or t.phase = $3)
  and ($4::text is null or t.lead @> array[$4])
  and ($5::text is null or t.indicator_id = $5)
  and ($6::text is null or strpos(lower(t.text), lower($6)) > 0)
  and ($7::text is null or t.target_id > $7)
order by t.target_id
limit $8

-- name: tasks
-- why: the list of tasks, filtered; $7 is the last row already sent
select t.status, t.as_of, t.known_partition, t.known_offset
from read.tasks as t
where ($1::text is null or t.plan_id = $1)
  and ($2::text is null or t.state = $2)
  and ($3::text is null or t.phase = $3)
  and ($4::text is null or t.lead @> array[$4])
  and ($5::boolean is null or t.overdue = $5)
  and ($6::text is null or strpos(lower(t.text), lower($6)) > 0)
  and ($7::text is null or t.task_id > $7)
order by t.task_id
limit $8

-- name: target
-- why: one target
select t.status, t.as_of, t.known_partition, t.known_offset
from read.targets as t
where t.target_id = $1

-- name: task
-- why: one task
select t.status, t.as_of, t.known_partition, t.known_offset
from read.tasks as t
where t.task_id = $1

-- name: definitions
-- why: a target names the definition that it uses, which need not be the latest
select f.record
from read.facts as f
where f.subject = 'indicator/' || $1
  and f.type in ('vn.chitieu.indicator.defined.v1', 'vn.chitieu.indicator.redefined.v1')
  and ($3::bigint[] is null or f."offset" < coalesce(($3::bigint[])[f.partition + 1], 0))
limit $2

-- name: subjects_of_plan
-- why: another day begins with all that ever was, or will be, of the plan; today's rows are not it
select distinct f.subject
from read.facts as f
where f.type in (
    'vn.chitieu.target.set.v1', 'vn.chitieu.target.amended.v1',
    'vn.chitieu.task.assigned.v1', 'vn.chitieu.task.amended.v1'
  )
  and convert_from(f.record, 'UTF8')::jsonb #>> '{data,plan}' = $1
  and ($3::bigint[] is null or f."offset" < coalesce(($3::bigint[])[f.partition + 1], 0))
limit $2

-- name: subjects_of_target
-- why: a target that is not in force today has no row, and stands on another day all the same
select distinct f.subject
from read.facts as f
where f.type in ('vn.chitieu.target.set.v1', 'vn.chitieu.target.amended.v1')
  and convert_from(f.record, 'UTF8')::jsonb #>> '{data,target}' = $1
  and ($3::bigint[] is null or f."offset" < coalesce(($3::bigint[])[f.partition + 1], 0))
limit $2

-- name: facts_of_subjects
-- why: the facts behind an answer about a past day; one more than allowed, to refuse in words
select f.subject, f.partition, f."offset", f.record
from read.facts as f
where f.subject = any($1::text[])
  and ($3::bigint[] is null or f."offset" < coalesce(($3::bigint[])[f.partition + 1], 0))
limit $2

-- name: directory
-- why: who belonged to a group on a plan's day is folded from all that was said of agencies
select f.record
from read.facts as f
where f.subject >= 'agency/' and f.subject < 'agency0'
  and ($2::bigint[] is null or f."offset" < coalesce(($2::bigint[])[f.partition + 1], 0))
limit $1

-- name: plans_stated
-- why: which plans stood on another day is folded from all that was said of plans
select f.record
from read.facts as f
where f.subject >= 'plan/' and f.subject < 'plan0'
  and ($2::bigint[] is null or f."offset" < coalesce(($2::bigint[])[f.partition + 1], 0))
limit $1

-- name: subjects_of_agency
-- why: an agency is told what it owes on all plans: where it, or a group of its ($2), leads, where
-- it is named as a member, or is the focal point; some may turn out to ask nothing of it
select distinct s.subject, s.plan_id
from (
  select 'indicator/' || t.indicator_id as subject, t.plan_id, t.lead, t.status
  from read.targets as t
  union all
  select 'task/' || t.task_id, t.plan_id, t.lead, t.status
  from read.tasks as t
) as s
left join read.plans as p on p.plan_id = s.plan_id
where ($3::text is null or s.plan_id = $3)
  and (
    s.lead && ($2::text[] || $1::text)
    or p.focal_point = $1
    or jsonb_path_exists(
      s.status, '$.**.agency ? (@ == $agency)', jsonb_build_object('agency', $1::text)
    )
  )
order by s.plan_id, s.subject
limit $4

-- name: find_key
-- why: who asks for what it owes; the six columns that the role may read (decision 0005)
select k.key_id, k.agency, k.scopes, k.secret_sha256, k.every_agency, k.revoked_at
from ingest.api_keys as k
where k.key_id = $1

-- name: facts_by_event
-- why: what stands behind a status: where each event lies on the log, and its document
select f.agency, f.event_id, f.type, f.partition, f."offset", f.received_at, f.record
from read.facts as f
join unnest($1::text[], $2::text[]) as wanted (agency, event_id)
  on f.agency = wanted.agency and f.event_id = wanted.event_id

-- name: indicators
-- why: whoever reads a plan looks for the indicator that a target should use
select i.indicator_id, i.definition, i.name, i.unit, i.higher_is_better,
       (select count(*) from read.targets as t where t.indicator_id = i.indicator_id) as targets
from read.indicators as i
where ($1::text is null or strpos(lower(i.name), lower($1)) > 0)
  and ($2::text is null or i.indicator_id > $2)
order by i.indicator_id
limit $3

-- name: projects_of_plan
-- why: a plan's tables of money
select p.body
from read.projects as p
where p.plan_id = $1
limit $2

-- name: money_of_plan
-- why: another day begins with all that was ever said of the money of the plan's projects
select f.record
from read.facts as f
where f.subject in (
  select m.subject
  from read.facts as m
  where m.type in ('vn.chitieu.budget.allocated.v1', 'vn.chitieu.budget.disbursed.v1')
    and convert_from(m.record, 'UTF8')::jsonb #>> '{data,plan}' = $1
)
  and ($3::bigint[] is null or f."offset" < coalesce(($3::bigint[])[f.partition + 1], 0))
limit $2
