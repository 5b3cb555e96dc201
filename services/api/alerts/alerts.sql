-- The api's statements over what the alerts service keeps: alerts, their lives, their deliveries.

-- name: alerts
-- why: the list of alerts, the newest opening first, or the newest change where $11; $8 and $9 are
-- the last row already sent. The body leaves out what equals its default, so its members are asked
-- for by their being there.
select a.alert_id, a.target_id, a.scope, a.plan_id, a.class, a.state, a.outcome, a.opened_at,
       a.opened_on, a.closed_at, a.seq, a.due_on, a.lead, a.body
from alerts.alerts as a
where ($1::text is null or a.state = $1)
  and ($2::text is null or a.plan_id = $2)
  and ($3::text is null or a.target_id = $3)
  and ($4::text is null
       or $4 = any(case when a.addressees = '{}' then a.lead else a.addressees end))
  and ($5::text is null or a.kind = $5)
  and ($6::text[] = '{}' or a.stage = any($6))
  and ($7::text is null
       or $7 = case
         when a.body -> 'handling' ? 'snooze' then 'snoozed'
         when a.body -> 'handling' ? 'acknowledgement' then 'acknowledged'
         else 'untaken' end)
  and ($8::timestamptz is null or (a.opened_at, a.alert_id) < ($8, $9::uuid))
order by
  case when $11::boolean then coalesce(
    a.closed_at,
    greatest(a.opened_at, (a.body -> 'decision' ->> 'as_of')::timestamp at time zone 'UTC')
  ) end desc,
  a.opened_at desc, a.alert_id desc
limit $10;

-- name: alert
-- why: one alert
select a.alert_id, a.target_id, a.scope, a.plan_id, a.class, a.state, a.outcome, a.opened_at,
       a.opened_on, a.closed_at, a.seq, a.due_on, a.lead, a.body
from alerts.alerts as a
where a.alert_id = $1;

-- name: life
-- why: all that ever happened to an alert; of a very long life the first and the newest changes
select e.seq, e.body
from alerts.events as e
where e.alert_id = $1
order by e.seq desc
limit $2;

-- name: deliveries
-- why: to whom each change of an alert was brought, by which channel, and what came of it
select d.notice_id, d.seq, d.channel, d.recipient_shown, d.state, d.attempts, d.code, d.queued_at,
       d.ended_at, d.digest_on
from alerts.deliveries as d
where d.alert_id = $1
order by d.place desc
limit $2;

-- name: delivered
-- why: how the notices of the alerts of a page fared, counted by what came of them
select d.alert_id, d.state, count(*) as notices, max(d.ended_at) as last_at
from alerts.deliveries as d
where d.alert_id = any($1::uuid[])
group by d.alert_id, d.state;
