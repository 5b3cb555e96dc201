-- name: lives_of_targets
-- why: all that was ever told of alerts that foretold something about some targets or tasks
select e.body
from unnest($1::text[], $2::text[]) as wanted (target_id, scope)
join alerts.alerts a using (target_id, scope)
join alerts.events e using (alert_id)
where a.kind in ('target', 'task')
order by a.alert_id, e.seq;
