-- name: queue_notices
-- why: in the transaction that takes the change out of the outbox. A change that comes twice finds
--      its notices there already
insert into alerts.deliveries (
  notice_id, alert_id, seq, report, channel, recipient, recipient_shown, route, digest_on,
  message_id, due_at, queued_at
)
select u.notice_id, u.alert_id, u.seq, u.report, u.channel, u.recipient, u.recipient_shown,
       u.route, u.digest_on, case when u.digest_on is null then u.notice_id end, u.due_at, $11
from unnest($1::uuid[], $2::uuid[], $3::int[], $4::jsonb[], $5::text[], $6::text[], $7::text[],
            $8::text[], $9::date[], $10::timestamptz[])
  with ordinality as u (notice_id, alert_id, seq, report, channel, recipient, recipient_shown,
                        route, digest_on, due_at, number)
order by u.number
on conflict (notice_id) do nothing

-- name: bring_forward
-- why: what waits for a digest is sent before what is urgent of the same alert to the same person
update alerts.deliveries d
set digest_on = null, message_id = d.notice_id, due_at = $4
from unnest($1::uuid[], $2::text[], $3::text[]) as u (alert_id, channel, recipient)
where d.state = 'waiting' and d.message_id is null
  and d.alert_id = u.alert_id and d.channel = u.channel and d.recipient = u.recipient

-- name: tell_couriers
-- why: whichever process delivers wakes up at once
select pg_notify('chitieu_deliveries', '')

-- name: unbundled
-- why: what one digest will hold: due, and nothing earlier of the same alert still under way, or
--      waiting for another morning. One pass over what waits, whatever the planner knows of it
with waiting as (
  select d.place, d.message_id, d.due_at,
    bool_or(d.message_id is not null or d.due_at > $2) over (
      partition by d.recipient, d.alert_id order by d.place
      rows between unbounded preceding and 1 preceding
    ) as waits
  from alerts.deliveries d
  where d.channel = $1 and d.state = 'waiting'
)
select d.place, d.notice_id, d.recipient
from alerts.deliveries d
where d.place = any(array(
    select w.place from waiting w
    where w.message_id is null and w.due_at <= $2 and w.waits is not true
    order by w.place
    limit $3
  ))
  and d.state = 'waiting' and d.message_id is null
order by d.place
for update of d

-- name: bundle
-- why: from now on every attempt holds the same notices under the same id
update alerts.deliveries d
set message_id = u.message_id
from unnest($1::uuid[], $2::uuid[]) as u (notice_id, message_id)
where d.notice_id = u.notice_id and d.message_id is null and d.state = 'waiting'

-- name: due
-- why: whole messages, oldest first; what comes after in the life of an alert waits for what is
--      before it, for the same recipient: a digest with one that waits, waits as a whole. One pass
--      over what waits, whatever the planner knows of it
with waiting as (
  select d.place, d.message_id, d.due_at,
    d.alert_id is not null and d.message_id is distinct from first_value(d.message_id) over (
      partition by d.recipient, d.alert_id order by d.place
    ) as waits
  from alerts.deliveries d
  where d.channel = $1 and d.state = 'waiting'
), chosen as (
  select w.message_id, min(w.place) as first, array_agg(w.place) as places
  from waiting w
  where w.message_id is not null and w.message_id <> all($3::uuid[])
  group by w.message_id
  having bool_and(w.due_at <= $2 and not w.waits)
  order by first
  limit $4
)
select d.notice_id, d.message_id, d.alert_id, d.seq, d.report, d.channel, d.recipient,
       d.recipient_shown, d.route, d.attempts, d.queued_at, d.digest_on, e.body
from chosen c
join alerts.deliveries d on d.place = any(c.places)
left join alerts.events e on e.alert_id = d.alert_id and e.seq = d.seq
order by c.first, d.place

-- name: named
select d.notice_id, d.message_id, d.alert_id, d.seq, d.report, d.channel, d.recipient,
       d.recipient_shown, d.route, d.attempts, d.queued_at, d.digest_on, null::bytea as body
from alerts.deliveries d
where d.message_id = any($1::uuid[]) and d.state = 'waiting'
order by d.place

-- name: record
-- why: what came of an attempt, for every notice of the message that was still waiting
update alerts.deliveries
set attempts = attempts + 1, state = $2, code = $3, due_at = coalesce($4, due_at), ended_at = $5
where message_id = $1 and state = 'waiting'
returning notice_id, alert_id, seq, attempts

-- name: queue_attempts
-- why: with the record of the attempt, so that what happened is also told
insert into alerts.delivery_outbox (subject, body)
select * from unnest($1::text[], $2::bytea[])

-- name: next_attempts
select place, subject, body from alerts.delivery_outbox order by place limit $1

-- name: forget_attempts
delete from alerts.delivery_outbox where place = any($1::bigint[])

-- name: end_with_its_machine
-- why: a machine that is gone says no farewell, and its session would keep the lock for hours
set tcp_keepalives_idle = 10;
set tcp_keepalives_interval = 5;
set tcp_keepalives_count = 3;
set tcp_user_timeout = 25000

-- name: enter_channel
-- why: a channel that is configured otherwise than when it was disabled starts anew
insert into alerts.channels as c (channel, revision, state)
values ($1, $2, 'working')
on conflict (channel) do update set
  revision = excluded.revision,
  state = case when c.revision = excluded.revision then c.state else 'working' end,
  code = case when c.revision = excluded.revision then c.code else '' end,
  paused_until = case when c.revision = excluded.revision then c.paused_until end,
  failing_since = case when c.revision = excluded.revision then c.failing_since end,
  reported_at = case when c.revision = excluded.revision then c.reported_at end

-- name: channel
select state, code, paused_until, failing_since, reported_at
from alerts.channels where channel = $1

-- name: channel_works
-- why: a success ends whatever was wrong; most say nothing new, so most write nothing
update alerts.channels
set state = 'working', code = '', paused_until = null, failing_since = null, reported_at = null,
    delivered_at = $2::timestamptz
where channel = $1
  and (state <> 'working' or delivered_at is null or delivered_at < $2::timestamptz - interval '1 minute')

-- name: channel_fails
-- why: since when nothing was taken tells whether it is dead
update alerts.channels
set state = case when $3 or state = 'disabled' then 'disabled' else 'failing' end,
    code = $2, failing_since = coalesce(failing_since, $5),
    paused_until = greatest(paused_until, $4)
where channel = $1
returning failing_since

-- name: channel_reported
-- why: true once per time that a channel is dead, whoever asks first
update alerts.channels set reported_at = $2 where channel = $1 and reported_at is null
returning failing_since

-- name: give_up_waiting
-- why: what waits for a channel that will take nothing any more
select distinct message_id from alerts.deliveries
where channel = $1 and state = 'waiting' and message_id is not null
order by message_id limit $2

-- name: channels
select c.channel, c.state, c.code, c.failing_since, c.delivered_at,
  (select count(*) from alerts.deliveries d where d.channel = c.channel and d.state = 'waiting')
    as waiting
from alerts.channels c order by c.channel

-- name: forget_old
-- why: the topic keeps what was told for ever; this table only as long as people ask for it
delete from alerts.deliveries where place in (
  select place from alerts.deliveries where ended_at < $1 order by ended_at limit $2
)
