-- name: known
select body from alerts.parameters order by class_id, version

-- name: append
-- why: with its row of the outbox, and once, whichever process is first
with appended as (
  insert into alerts.parameters (class_id, version, body)
  select * from unnest($1::text[], $2::int[], $3::bytea[])
  on conflict (class_id, version) do nothing
  returning class_id, version
)
insert into alerts.parameters_outbox (class_id, version) select class_id, version from appended

-- name: append_chain
-- why: so, too, for a chain; what a digest names was said when it was first told
with appended as (
  insert into alerts.chains (rule, body) values ($1, $2)
  on conflict (rule) do nothing
  returning rule
)
insert into alerts.chains_outbox (rule) select rule from appended

-- name: next_queued
select 'parameters/' || p.class_id as subject, p.version, p.body
from alerts.parameters_outbox o
join alerts.parameters p using (class_id, version)
union all
select 'escalation/' || c.rule, 0, c.body
from alerts.chains_outbox o
join alerts.chains c using (rule)
order by subject, version

-- name: forget_queued
with sent as (
  select * from unnest($1::text[], $2::int[]) as sent (subject, version)
), chains as (
  delete from alerts.chains_outbox o
  using sent
  where sent.subject = 'escalation/' || o.rule
)
delete from alerts.parameters_outbox o
using sent
where sent.subject = 'parameters/' || o.class_id and sent.version = o.version

-- name: anything_kept
select exists (select from alerts.events) or exists (select from alerts.parameters)
