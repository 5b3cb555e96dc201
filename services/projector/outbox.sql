-- name: queue_statuses
-- why: status_seq rises only where the content changed, so silence stays silent
insert into projector.outbox (
  key, partition, status_seq, payload, as_of, known_at, decided_at, queued
)
select s.key, s.partition, 1, s.payload, s.as_of, s.known_at, s.decided_at, true
from unnest(
  $1::text[], $2::int[], $3::bytea[], $4::date[], $5::text[], $6::timestamptz[]
) as s (key, partition, payload, as_of, known_at, decided_at)
on conflict (key) do update
set
  partition = excluded.partition,
  status_seq = outbox.status_seq + 1,
  payload = excluded.payload,
  as_of = excluded.as_of,
  known_at = excluded.known_at,
  decided_at = excluded.decided_at,
  queued = true
where outbox.payload is distinct from excluded.payload;

-- name: queued_statuses
-- why: what the owner of these partitions has yet to send, but for the states that Kafka refused
select key, status_seq, payload, as_of, known_at, decided_at
from projector.outbox
where
  queued and partition = any($1::int[])
  and (key, status_seq) not in (select * from unnest($2::text[], $3::bigint[]))
order by partition, key
limit $4;

-- name: mark_sent
-- why: a row whose status_seq is still the one sent is done. Any other was changed or marked
-- by somebody else meanwhile, so that what was just sent may stand last on the topic though it
-- is old: its latest state goes out once more, above everything sent so far
with sent as (
  select * from unnest($1::text[], $2::bigint[]) as s (key, status_seq)
),
locked as (
  select o.key, (o.queued and o.status_seq = s.status_seq) as done
  from projector.outbox as o
  join sent as s using (key)
  order by o.key
  for update of o
)
update projector.outbox as o
set
  queued = not l.done,
  status_seq = o.status_seq + case when l.done then 0 else 1 end
from locked as l
where o.key = l.key
returning o.key, o.queued;

-- name: queued_partitions
-- why: of these partitions something is yet to be told
select distinct partition from projector.outbox where queued and partition = any($1::int[]);

-- name: queued_count
-- why: the gauge that tells whether Kafka takes what is to be told
select count(*) from projector.outbox where queued;

-- name: sent_statuses
-- why: what the topic of statuses must hold of these partitions, a bounded page at a time
select key, status_seq
from projector.outbox
where not queued and partition = any($1::int[]) and key > $2::text
order by key
limit $3;

-- name: tell_again
-- why: a row of which the topic ends with another status_seq goes out once more, above both.
-- One that changed since it was compared is on its way already
with missing as (
  select * from unnest($1::text[], $2::bigint[], $3::bigint[]) as m (key, status_seq, found_seq)
),
locked as (
  select o.key, m.found_seq
  from projector.outbox as o
  join missing as m using (key)
  where not o.queued and o.status_seq = m.status_seq
  order by o.key
  for update of o
)
update projector.outbox as o
set
  queued = true,
  status_seq = greatest(o.status_seq, l.found_seq) + 1
from locked as l
where o.key = l.key
returning o.key;
