-- name: load_targets
-- why: what is held of the targets of a batch, locked, so that handler and sweep take turns.
select t.key, t.partition, t.status, t.received_at, t.assessed_on, t.review_on, t.alert_ids
from alerts.targets t
where t.key = any($1::text[])
order by t.key
for update of t;

-- name: load_known
-- why: the same, before a newer status: the one that it replaces is not read again.
select t.key, t.status_seq, t.assessed_on, t.alert_ids
from alerts.targets t
where t.key = any($1::text[])
order by t.key
for update of t;

-- name: lives
-- why: the alerts that targets are joined to; their targets are locked.
select a.alert_id, a.opening, a.seq, a.state, a.outcome, a.class, a.stage, a.basis, a.body
from alerts.alerts a
where a.alert_id = any($1::uuid[]);

-- name: place_of_alert
-- why: whose row is to be locked before an alert may change.
select a.target_id, a.scope, a.kind from alerts.alerts a where a.alert_id = $1;

-- name: left_alerts
-- why: only where the tables were rebuilt has a target an alert that is not joined to it.
select distinct on (a.target_id, a.scope, a.kind)
  a.target_id, a.scope, a.kind,
  a.opening, a.seq, a.state, a.outcome, a.class, a.stage, a.basis, a.body
from unnest($1::text[], $2::text[]) as wanted (target_id, scope)
join alerts.alerts a using (target_id, scope)
order by a.target_id, a.scope, a.kind, a.opening desc;

-- name: save_swept
-- why: the projector's own word of how far it has come; an older one changes nothing.
insert into alerts.swept as known (partition, log_partition, swept_to, caught_up_at)
select * from unnest($1::int[], $2::int[], $3::date[], $4::timestamptz[])
on conflict (partition, log_partition) do update set
  swept_to = greatest(known.swept_to, excluded.swept_to),
  caught_up_at = greatest(known.caught_up_at, excluded.caught_up_at);

-- name: save_targets
-- why: a batch in one statement. A row that is newer here was written by another owner of the
-- partition: it is left alone, and the caller sees by the count that it lost the race.
insert into alerts.targets as held (
  key, status_seq, as_of, known_at, status, received_at, assessed_on, review_on, partition,
  log_partition, alert_ids, calm
)
select
  key, status_seq, as_of, known_at, status, received_at, assessed_on, review_on, partition,
  log_partition, alert_ids::uuid[], calm
from unnest(
  $1::text[], $2::bigint[], $3::date[], $4::text[], $5::bytea[], $6::timestamptz[], $7::date[],
  $8::date[], $9::int[], $10::int[], $11::text[], $12::bytea[]
) as given (
  key, status_seq, as_of, known_at, status, received_at, assessed_on, review_on, partition,
  log_partition, alert_ids, calm
)
on conflict (key) do update set
  partition = excluded.partition,
  log_partition = excluded.log_partition,
  status_seq = excluded.status_seq,
  as_of = excluded.as_of,
  known_at = excluded.known_at,
  status = excluded.status,
  received_at = excluded.received_at,
  assessed_on = excluded.assessed_on,
  review_on = excluded.review_on,
  alert_ids = excluded.alert_ids,
  calm = excluded.calm
where held.status_seq <= excluded.status_seq;

-- name: append_events
-- why: the unique (alert_id, seq) is where a lost race shows.
insert into alerts.events (alert_id, seq, body)
select * from unnest($1::uuid[], $2::int[], $3::bytea[]);

-- name: queue_events
-- why: in the same transaction as the events, and in their order, so that what is decided is told.
insert into alerts.outbox (alert_id, seq)
select given.alert_id, given.seq
from unnest($1::uuid[], $2::int[]) with ordinality as given (alert_id, seq, number)
order by given.number;

-- name: save_alert
-- why: the latest state of an alert, for readers.
insert into alerts.alerts (
  alert_id, target_id, scope, plan_id, class, state, outcome, opened_at, opened_on, closed_at,
  opening, seq, basis, due_on, lead, body, kind, stage, addressees
)
values (
  $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19
)
on conflict (alert_id) do update set
  class = excluded.class,
  stage = excluded.stage,
  addressees = excluded.addressees,
  state = excluded.state,
  outcome = excluded.outcome,
  closed_at = excluded.closed_at,
  seq = excluded.seq,
  basis = excluded.basis,
  due_on = excluded.due_on,
  lead = excluded.lead,
  body = excluded.body;

-- name: quarantine
-- why: a record that no retry can mend; seen again, it is there already.
insert into alerts.quarantine (
  topic, partition, "offset", key, value, code, reason, quarantined_at
)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (topic, partition, "offset") do nothing;

-- name: suspend_targets
-- why: their latest status could not be read, so from their silence nothing follows.
update alerts.targets set review_on = null where key = any($1::text[]);

-- name: next_outbox
-- why: what waits to be sent, oldest first, each alert's changes in order.
select o.place, o.alert_id, o.seq, e.body
from alerts.outbox o
join alerts.events e on e.alert_id = o.alert_id and e.seq = o.seq
order by o.place
limit $1;

-- name: forget_outbox
-- why: sent and delivered.
delete from alerts.outbox where place = any($1::bigint[]);

-- name: counts
-- why: for the metrics.
select
  (select count(*) from alerts.alerts where state = 'open') as open,
  (select count(*) from alerts.outbox) as waiting;
