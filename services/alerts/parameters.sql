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

-- name: next_queued
select p.class_id, p.version, p.body
from alerts.parameters_outbox o
join alerts.parameters p using (class_id, version)
order by p.class_id, p.version

-- name: forget_queued
delete from alerts.parameters_outbox o
using unnest($1::text[], $2::int[]) as sent (class_id, version)
where o.class_id = sent.class_id and o.version = sent.version

-- name: anything_kept
select exists (select from alerts.events) or exists (select from alerts.parameters)
