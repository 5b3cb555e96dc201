-- name: hold_still
-- why: readers go on, whoever writes waits; in one statement and in this order, each time
lock table alerts.targets, alerts.alerts, alerts.events, alerts.outbox, alerts.parameters,
  alerts.chains
in exclusive mode

-- name: count_queued
-- why: what waits and is on the topic already would be sent a second time at worst
select (
  select count(*)
  from alerts.outbox o
  join alerts.events e using (alert_id, seq)
  where not exists (
    select from alerts_rebuilt.events b
    where b.alert_id = e.alert_id and b.seq = e.seq and b.body = e.body
  )
) + (
  select count(*)
  from alerts.parameters_outbox o
  join alerts.parameters p using (class_id, version)
  where not exists (
    select from alerts_rebuilt.parameters b
    where b.class_id = p.class_id and b.version = p.version and b.body = p.body
  )
) + (
  select count(*)
  from alerts.chains_outbox o
  join alerts.chains c using (rule)
  where not exists (
    select from alerts_rebuilt.chains b where b.rule = c.rule and b.body = c.body
  )
)

-- name: add_events
-- why: told twice is the same bytes; other bytes are not written, which the caller sees by the count
insert into alerts_rebuilt.events as e (alert_id, seq, body)
select distinct on (u.alert_id, u.seq) u.alert_id, u.seq, u.body
from unnest($1::uuid[], $2::integer[], $3::bytea[]) as u (alert_id, seq, body)
on conflict (alert_id, seq) do update set body = excluded.body where e.body = excluded.body

-- name: add_parameters
-- why: what a version holds was said when it was first told
insert into alerts_rebuilt.parameters (class_id, version, body) values ($1, $2, $3)
on conflict (class_id, version) do nothing

-- name: add_chain
insert into alerts_rebuilt.chains (rule, body) values ($1, $2) on conflict (rule) do nothing

-- name: alerts_after
select distinct alert_id from alerts_rebuilt.events
where $1::uuid is null or alert_id > $1 order by alert_id limit $2

-- name: lives_of
select alert_id, body from alerts_rebuilt.events where alert_id = any($1::uuid[])
order by alert_id, seq

-- name: forget_alerts
delete from alerts_rebuilt.alerts where alert_id = any($1::uuid[])

-- name: quarantined
select partition, "offset" from alerts.quarantine where topic = $1

-- name: add_statuses
-- why: of each target the latest status. It is to be looked at on its own day: whatever was
--      decided of it and not told before the tables were lost is decided again by the sweep
insert into alerts_rebuilt.targets as t (
  key, status_seq, as_of, known_at, status, received_at, assessed_on, review_on, partition,
  log_partition, alert_ids
)
select distinct on (u.key)
  u.key, u.status_seq, u.as_of, u.known_at, u.status, u.received_at, u.as_of, u.as_of, $8,
  u.log_partition, '{}'::uuid[]
from unnest($1::text[], $2::bigint[], $3::date[], $4::text[], $5::bytea[], $6::timestamptz[],
            $7::integer[])
  as u (key, status_seq, as_of, known_at, status, received_at, log_partition)
order by u.key, u.status_seq desc
on conflict (key) do update set
  status_seq = excluded.status_seq, as_of = excluded.as_of, known_at = excluded.known_at,
  status = excluded.status, received_at = excluded.received_at,
  assessed_on = excluded.assessed_on, review_on = excluded.review_on,
  partition = excluded.partition, log_partition = excluded.log_partition
where t.status_seq < excluded.status_seq

-- name: keep_live_targets
-- why: what the service holds of a target is its own, unless the topic has a newer status that it
--      has read already
insert into alerts_rebuilt.targets as t
select * from alerts.targets
on conflict (key) do update set
  partition = excluded.partition, log_partition = excluded.log_partition,
  status_seq = excluded.status_seq, as_of = excluded.as_of, known_at = excluded.known_at,
  status = excluded.status, received_at = excluded.received_at,
  assessed_on = excluded.assessed_on, review_on = excluded.review_on,
  alert_ids = excluded.alert_ids, calm = excluded.calm
where excluded.status_seq >= t.status_seq

-- name: join_alerts
-- why: a target that is joined to alerts is joined to its latest of each kind. One that is not,
--      because it was built here, waits until the projector says that it has applied all of the
--      log: until then its statuses may be old news
with latest as (
  select distinct on (target_id, scope, kind)
    case kind when 'task' then 'task/' else 'target/' end || target_id || '@' || scope as key,
    kind, alert_id
  from alerts_rebuilt.alerts
  order by target_id, scope, kind, opening desc
), joined as (
  select key, array_agg(alert_id order by kind) as alert_ids from latest group by key
)
update alerts_rebuilt.targets t
set alert_ids = coalesce(j.alert_ids, '{}'), calm = null
from alerts_rebuilt.targets o
left join joined j on j.key = o.key
where o.key = t.key and t.alert_ids <> '{}' and t.alert_ids <> coalesce(j.alert_ids, '{}')
