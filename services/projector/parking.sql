-- name: parked_names
-- why: the owner of a partition knows in memory whose events wait
select partition, subject from parked_subjects where partition = any($1::int[]);

-- name: park_subjects
-- why: a subject begins to wait; the primary key stops an owner who did not know that it does
insert into parked_subjects (
  partition, subject, since_offset, rows_as_of, code, vi, en, event
)
select * from unnest(
  $1::int[], $2::text[], $3::bigint[], $4::date[], $5::text[], $6::text[], $7::text[], $8::text[]
);

-- name: park_events
-- why: nothing is lost: all bytes of what waits are kept, though the log has them too
insert into parked_events (
  partition, "offset", subject, timestamp_ms, key, value, headers
)
select * from unnest(
  $1::int[], $2::bigint[], $3::text[], $4::bigint[], $5::bytea[], $6::bytea[], $7::bytea[]
);

-- name: parked_counts
-- why: how much waits is bounded
select
  (select count(*) from parked_subjects) as subjects,
  (select count(*) from parked_events) as events;

-- name: parked_on
-- why: the gauges and /ready tell of the partitions that a process owns
select count(*) as subjects, coalesce(sum(events), 0)::bigint as events
from read.parked_subjects
where partition = any($1::int[]);

-- name: parked_of
-- why: what a redrive is to try, all or one
select partition, subject, since_offset, rows_as_of, code, vi, en, event
from parked_subjects
where $1::text is null or subject = $1::text
order by partition, subject;

-- name: lock_day
-- why: a redrive and the partition's owner take turns, since a batch moves this row first
select swept_to, next_offset from positions where partition = $1::int for update;

-- name: lock_parked
-- why: the subject may have been freed by another redrive meanwhile
select since_offset from parked_subjects
where partition = $1::int and subject = $2::text
for update;

-- name: parked_events_of
-- why: what waits, in the order of the log
select partition, "offset", timestamp_ms, key, value, headers
from parked_events
where partition = $1::int and subject = $2::text
order by "offset";

-- name: free_events
-- why: what was applied waits no more
delete from parked_events
where partition = $1::int and subject = $2::text and "offset" < $3::bigint;

-- name: free_subject
-- why: nothing of it waits any more
delete from parked_subjects where partition = $1::int and subject = $2::text;

-- name: wait_from
-- why: part of it was applied, and judged as of the day of the partition; the rest waits
update parked_subjects
set since_offset = $3::bigint, rows_as_of = $4::date, event = $5::text
where partition = $1::int and subject = $2::text;

-- name: wait_because
-- why: what this program says of it may differ from what an earlier one said
update parked_subjects
set code = $3::text, vi = $4::text, en = $5::text
where partition = $1::int and subject = $2::text;
