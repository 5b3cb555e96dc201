-- What people and time do with alerts: commands that were answered, and what has been looked at.

-- name: find_key
-- why: who presents a key; the six columns that the role may read (decision 0005).
select k.key_id, k.agency, k.scopes, k.secret_sha256, k.every_agency, k.revoked_at
from ingest.api_keys as k
where k.key_id = $1;

-- name: answered
-- why: a command that is sent again gets the answer of the first time, or is told that it differs.
select c.content_sha256, e.body
from alerts.commands c
join alerts.events e on e.alert_id = c.alert_id and e.seq = c.seq
where c.agency = $1 and c.idempotency_key = $2;

-- name: remember_command
-- why: the unique key is where two at the same time meet; the second finds the first's answer.
insert into alerts.commands (agency, idempotency_key, alert_id, content_sha256, seq, made_at)
values ($1, $2, $3, $4, $5, $6);

-- name: forget_commands
-- why: nobody sends a command again after so long.
delete from alerts.commands where made_at < $1;

-- name: alert_state
-- why: an alert that cannot be held is unknown, closed long ago, or waits for its status.
select a.state from alerts.alerts a where a.alert_id = $1;

-- name: day_of
-- why: the business day that the projector has reached for a target.
select s.swept_to from alerts.swept s where s.partition = $1 and s.log_partition = $2;

-- name: due_handling
-- why: open alerts that changed, or stand on a new day, since they were last looked at for what
-- falls due. Only those with something due are locked, one by one.
select
  a.alert_id, a.seq, a.body, s.swept_to,
  convert_from(t.status, 'UTF8')::jsonb #>> '{status,frequency}' as frequency
from alerts.alerts a
join alerts.targets t
  on t.key = (case a.kind when 'task' then 'task/' else 'target/' end) || a.target_id || '@' || a.scope
join alerts.swept s on s.partition = t.partition and s.log_partition = t.log_partition
left join alerts.handling h on h.alert_id = a.alert_id
where a.state = 'open'
  and (h.alert_id is null or h.seq <> a.seq or h.looked_on < s.swept_to)
  and a.alert_id > $1::uuid
order by a.alert_id
limit $2;

-- name: looked_at
-- why: alerts are looked at again when they change, and on the next day.
insert into alerts.handling (alert_id, seq, looked_on)
select * from unnest($1::uuid[], $2::int[], $3::date[])
on conflict (alert_id) do update set seq = excluded.seq, looked_on = excluded.looked_on;

-- name: forget_looks
-- why: a closed alert is not looked at again.
delete from alerts.handling h
using alerts.alerts a
where a.alert_id = h.alert_id and a.state = 'closed';
